package io.chronofabric.jobs.rules;

import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.RuleFrontier;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Which changes of a channel came after their moment had been promised away. All who see those
 * promises refuse them; later readers of a compacted log may not see them. For one thread.
 */
final class LateChanges {
    /** As many as a table remembers. */
    private static final int MAX_IN_TIME = 4_096;

    private final Set<String> inTime = new LinkedHashSet<>();
    private long frontierMillis = Long.MIN_VALUE;

    /** Takes the channel's next record; whether it is a change that came too late. */
    boolean isLate(RuleControl control) {
        if (control instanceof RuleFrontier frontier) {
            frontierMillis = Math.max(frontierMillis, frontier.throughMillis());
            return false;
        }
        if (!(control instanceof RuleChange change)) {
            return false;
        }
        if (change.fromMillis() > frontierMillis) {
            remember(change.id());
            return false;
        }
        // One that came in time and comes again has the same key: both would be taken out.
        return !inTime.contains(change.id());
    }

    private void remember(String id) {
        inTime.add(id);
        if (inTime.size() > MAX_IN_TIME) {
            inTime.remove(inTime.iterator().next());
        }
    }
}
