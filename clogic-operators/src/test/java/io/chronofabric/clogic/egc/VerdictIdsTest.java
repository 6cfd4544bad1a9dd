package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.model.RuleRef;
import java.util.List;
import org.junit.jupiter.api.Test;

class VerdictIdsTest {
    @Test
    void anIdIsTheSameInEveryRelease() {
        // The first 16 bytes of: printf '\0\0\0\004acme\0\0\0\001r\0\0\0\001e'
        // '\0\0\0\007\0\0\0\0\0\001\206\240\0\0\0\002' | sha256sum
        assertThat(new VerdictIds(new RuleRef("acme", "r", 7)).idOf("e", 100_000, 2))
                .isEqualTo("e62ba5e4ffc7f1723077a0d4b02b7b11");
    }

    @Test
    void whateverAVerdictIsAboutChangesItsId() {
        VerdictIds ids = new VerdictIds(new RuleRef("acme", "r", 7));
        assertThat(
                        List.of(
                                ids.idOf("e", 100_000, 2),
                                ids.idOf("f", 100_000, 2),
                                ids.idOf("e", 100_001, 2),
                                ids.idOf("e", 100_000, 3),
                                ids.idOf("", 100_000, 2),
                                new VerdictIds(new RuleRef("acme", "r", 8)).idOf("e", 100_000, 2),
                                new VerdictIds(new RuleRef("acme", "re", 7)).idOf("", 100_000, 2),
                                new VerdictIds(new RuleRef("acm", "er", 7)).idOf("e", 100_000, 2)))
                .doesNotHaveDuplicates();
        assertThat(ids.idOf("e", 100_000, 2)).isEqualTo(ids.idOf("e", 100_000, 2));
    }
}
