package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class EntityGlobTest {
    @ParameterizedTest
    @CsvSource({
        "*,svc-a,true",
        "**,svc-a,true",
        "svc-*,svc-,true",
        "svc-*,svc-a,true",
        "svc-*,SVC-a,false",
        "svc-?,svc-a,true",
        "svc-?,svc-,false",
        "svc-?,svc-ab,false",
        "*-a,svc-a,true",
        "*-a,svc-b,false",
        "s*c*a,s-c-c-a,true",
        "s*c*a,s-c-c-b,false",
        "svc-a,svc-a,true",
        "svc-a,svc-ab,false",
        "svc-a*,svc-a,true",
        "svc.a,svc-a,false",
    })
    void starIsAnyRunAndQuestionMarkIsOne(String pattern, String name, boolean expected) {
        assertThat(new EntityGlob(pattern).matches(name)).isEqualTo(expected);
    }

    @Test
    void anEmptyPatternMatchesNoEntity() {
        assertThat(new EntityGlob("").matches("a")).isFalse();
    }

    @Test
    void aHostilePatternEndsSoon() {
        // A backtracking matcher needs 2^60 steps for this one.
        assertThat(new EntityGlob("a*".repeat(60) + "b").matches("a".repeat(5_000))).isFalse();
    }
}
