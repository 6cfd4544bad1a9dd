package io.chronofabric.jobs.cli;

import io.chronofabric.state.model.PatternRule;

/**
 * What a pattern may cost at most, by its bounds and the number of events of an entity. Immutable.
 */
final class PatternCost {
    /** Each event can at most double what has begun, so these many reach every bound. */
    private static final int MAX_DOUBLINGS = 30;

    /** Events of a partial match that are walked over in the time of one condition. */
    private static final double EVENTS_PER_STEP = 16;

    private static final double BYTES_PER_PARTIAL = 256;
    private static final double BYTES_PER_EVENT = 96;

    private final PatternRule pattern;
    private final double longest;

    PatternCost(PatternRule pattern) {
        this.pattern = pattern;
        double sum = pattern.steps().stream().mapToDouble(PatternRule.Step::most).sum();
        this.longest = Math.min(sum, pattern.bounds().events());
    }

    /** Conditions looked at for so many events, each with the events that it may read. */
    double steps(int events) {
        double steps = 0;
        for (int event = 0; event < events; event++) {
            double each = pattern.steps().size() + Math.min(event, longest) / EVENTS_PER_STEP;
            steps += (partials(event) + 1) * each;
        }
        return steps;
    }

    /** Bytes of what is kept after so many events. */
    double bytes(int events) {
        double values = pattern.signals().size() + pattern.features().size();
        double windows = (double) pattern.features().size() * BYTES_PER_EVENT;
        return partials(events) * BYTES_PER_PARTIAL
                + Math.min(events, (double) pattern.bounds().events())
                        * (BYTES_PER_EVENT + values * Double.BYTES + windows);
    }

    private double partials(int events) {
        return Math.min(pattern.bounds().partialMatches(), 1L << Math.min(events, MAX_DOUBLINGS));
    }
}
