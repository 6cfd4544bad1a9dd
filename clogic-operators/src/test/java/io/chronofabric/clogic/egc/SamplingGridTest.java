package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.model.Rule;
import org.junit.jupiter.api.Test;

class SamplingGridTest {
    private static final long MS = 1_000_000L;

    private final SamplingGrid hold =
            new SamplingGrid(new Rule.Sampling(1_000, 100 * MS, Rule.Fill.HOLD, 5_000));
    private final SamplingGrid none =
            new SamplingGrid(new Rule.Sampling(1_000, 100 * MS, Rule.Fill.NONE, 5_000));

    @Test
    void anEventCountsForTheFirstMomentAtOrAfterItLessTheTolerance() {
        assertThat(hold.firstFor(5_000 * MS)).isEqualTo(5);
        assertThat(hold.firstFor(5_100 * MS)).isEqualTo(5);
        assertThat(hold.firstFor(5_100 * MS + 1)).isEqualTo(6);
        assertThat(hold.firstFor(4_100 * MS + 1)).isEqualTo(5);
        assertThat(hold.firstFor(0)).isEqualTo(0);
    }

    @Test
    void aHeldValueExpiresAfterTheMaximumGap() {
        assertThat(hold.expiryOf(5_000 * MS)).isEqualTo(11);
        assertThat(hold.expiryOf(5_999 * MS)).isEqualTo(11);
    }

    @Test
    void withoutHoldingAValueServesOneMoment() {
        for (long event : new long[] {4_100 * MS + 1, 4_500 * MS, 5_000 * MS, 5_100 * MS}) {
            assertThat(none.firstFor(event)).isEqualTo(5);
            assertThat(none.expiryOf(event)).as("event at %d", event).isEqualTo(6);
        }
    }

    @Test
    void aMomentClosesWhenItsToleranceIsOver() {
        assertThat(hold.closesAt(5)).isEqualTo(5_100 * MS);
        assertThat(hold.millisOf(5)).isEqualTo(5_000);
    }
}
