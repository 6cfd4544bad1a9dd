package io.chronofabric.jobs.rules;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleFrontier;
import org.junit.jupiter.api.Test;

class LateChangesTest {
    private static final Origin ORIGIN = new Origin("egc.rules", 0, 0);

    private final LateChanges late = new LateChanges();

    @Test
    void aChangeAtOrBeforeTheFurthestPromiseIsLate() {
        assertThat(late.isLate(change("a", 1))).isFalse();
        assertThat(late.isLate(new RuleFrontier(100, "x"))).isFalse();
        assertThat(late.isLate(new RuleFrontier(50, "x"))).isFalse();
        assertThat(late.isLate(new Rejected(new byte[0], ORIGIN, RejectReason.MALFORMED, "?")))
                .isFalse();
        assertThat(late.isLate(change("b", 100))).isTrue();
        assertThat(late.isLate(change("c", 101))).isFalse();
    }

    @Test
    void aChangeThatCameInTimeAndComesAgainIsNot() {
        late.isLate(change("a", 100));
        late.isLate(new RuleFrontier(100, "x"));

        assertThat(late.isLate(change("a", 100))).isFalse();
        assertThat(late.isLate(change("b", 100))).isTrue();
        assertThat(late.isLate(change("b", 100))).as("it never came in time").isTrue();
    }

    private static RuleChange change(String id, long from) {
        return new RuleChange(
                id, RuleChange.Action.DISABLE, "t", "r", 0, from, "", "alice", 0, ORIGIN);
    }
}
