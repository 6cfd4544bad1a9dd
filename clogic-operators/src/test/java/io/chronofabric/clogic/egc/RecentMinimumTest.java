package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class RecentMinimumTest {
    @Test
    void remembersThisSpanAndTheOneBefore() {
        RecentMinimum minimum = new RecentMinimum(10);
        assertThat(minimum.value()).isEqualTo(Double.POSITIVE_INFINITY);
        minimum.add(0, -5);
        minimum.add(5, 3);
        minimum.add(12, 4);
        assertThat(minimum.value()).isEqualTo(-5);
        minimum.add(25, 7);
        assertThat(minimum.value()).isEqualTo(4);
        minimum.add(99, 9);
        assertThat(minimum.value()).isEqualTo(9);
    }

    @Test
    void aValueOfAnEarlierSpanCountsForTheCurrentOne() {
        RecentMinimum minimum = new RecentMinimum(10);
        minimum.add(100, 1);
        minimum.add(15, -2);
        assertThat(minimum.value()).isEqualTo(-2);
    }

    @Test
    void aSpanMustHaveALength() {
        assertThatThrownBy(() -> new RecentMinimum(0)).hasMessage("span: 0 ms (expected: >= 1 ms)");
    }
}
