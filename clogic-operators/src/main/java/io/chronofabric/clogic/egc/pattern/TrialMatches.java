package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.GovernanceOutput;
import io.chronofabric.clogic.egc.Tenure;
import io.chronofabric.operators.sequence.SequenceMatch;
import io.chronofabric.operators.sequence.TakenEvent;
import io.chronofabric.time.LogicalTime;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * The matches that one event, or one step of time, completes in the versions of patterns; while a
 * version is on trial, those are told that only it or only the version in force finds. Two matches
 * are the same if they took the same events and ended at the same time. Not safe for use by several
 * threads.
 */
final class TrialMatches {
    private record Found(Tenure tenure, SequenceMatch<Reading> match) {
        List<LogicalTime> key() {
            List<LogicalTime> times = new ArrayList<>();
            match.taken().stream().map(TakenEvent::time).distinct().sorted().forEach(times::add);
            times.add(match.end());
            return times;
        }

        boolean isOf(Tenure other) {
            return tenure.ref().id().equals(other.ref().id())
                    && tenure.ref().tenant().equals(other.ref().tenant());
        }
    }

    private final List<Found> found = new ArrayList<>();

    void add(Tenure tenure, SequenceMatch<Reading> match) {
        found.add(new Found(tenure, match));
    }

    /**
     * Tells the differences and forgets the matches.
     *
     * @param trials the versions on trial that were asked
     */
    void tell(List<Tenure> trials, String entity, GovernanceOutput out) {
        if (found.isEmpty()) {
            return;
        }
        for (Tenure trial : trials) {
            List<Found> its = found.stream().filter(each -> each.tenure == trial).toList();
            List<Found> others =
                    found.stream()
                            .filter(each -> !each.tenure.onTrial() && each.isOf(trial))
                            .toList();
            tell(trial, its, others, true, entity, out);
            tell(trial, others, its, false, entity, out);
        }
        found.clear();
    }

    private static void tell(
            Tenure trial,
            List<Found> found,
            List<Found> others,
            boolean byTrial,
            String entity,
            GovernanceOutput out) {
        Set<List<LogicalTime>> known = new HashSet<>();
        others.forEach(each -> known.add(each.key()));
        for (Found each : found) {
            if (!known.contains(each.key())) {
                out.decision(
                        PatternTenures.patternOf(trial)
                                .report()
                                .difference(entity, each.match, byTrial, each.tenure.ref()));
            }
        }
    }
}
