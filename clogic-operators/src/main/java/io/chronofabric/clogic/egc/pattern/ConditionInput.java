package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.state.model.PatternRule;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** A number that the condition of a step may read. Immutable. */
sealed interface ConditionInput {

    /**
     * Of the event that is looked at.
     *
     * @param place in the reading
     */
    record Own(int place) implements ConditionInput {}

    /**
     * Of the events that an earlier step, or this one, has taken.
     *
     * @param step which step
     * @param place in their readings; not looked at for {@link Of#COUNT}
     * @param of what about them
     */
    record Earlier(String step, int place, Of of) implements ConditionInput {}

    /** What about the events of a step. */
    enum Of {
        /** The value of the last. */
        LAST,
        /** The value of the first. */
        FIRST,
        /** The smallest value. */
        MIN,
        /** The largest value. */
        MAX,
        /** The arithmetic mean. */
        MEAN,
        /** The sum. */
        SUM,
        /** How many they are. */
        COUNT
    }

    /**
     * What the condition of a step may read, by name: the pattern's signals and features; of each
     * step before it, and of itself if it takes several events, {@code STEP.NAME} for the last
     * value, {@code STEP.NAME.first} and so on, and {@code STEP.count}.
     */
    static Map<String, ConditionInput> namesOf(PatternRule pattern, int step) {
        Map<String, ConditionInput> names = new LinkedHashMap<>();
        List<String> values = CompiledPattern.valueNames(pattern);
        for (int place = 0; place < values.size(); place++) {
            names.put(values.get(place), new Own(place));
        }
        for (int i = 0; i <= step; i++) {
            PatternRule.Step earlier = pattern.steps().get(i);
            boolean hasEvents = i < step || earlier.most() > 1;
            if (earlier.absent() || !hasEvents) {
                continue;
            }
            names.put(earlier.name() + ".count", new Earlier(earlier.name(), 0, Of.COUNT));
            for (int place = 0; place < values.size(); place++) {
                String name = earlier.name() + "." + values.get(place);
                names.put(name, new Earlier(earlier.name(), place, Of.LAST));
                for (Of of : Of.values()) {
                    if (of != Of.LAST && of != Of.COUNT) {
                        names.put(
                                name + "." + of.name().toLowerCase(Locale.ROOT),
                                new Earlier(earlier.name(), place, of));
                    }
                }
            }
        }
        return names;
    }
}
