package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.stl.InstantCondition;
import io.chronofabric.operators.sequence.EarlierEvents;
import io.chronofabric.operators.sequence.SequenceCondition;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The condition of a step, with its names resolved. For one thread at a time. */
final class StepCondition implements SequenceCondition<Reading> {
    private static final long serialVersionUID = 1L;

    private final transient InstantCondition condition;
    private final transient ConditionInput[] inputs;
    private final transient double[][] values;
    private final boolean readsEarlier;

    /**
     * @param names what the condition may read
     */
    StepCondition(InstantCondition condition, Map<String, ConditionInput> names) {
        this.condition = condition;
        this.inputs = condition.names().stream().map(names::get).toArray(ConditionInput[]::new);
        this.values = new double[1][inputs.length];
        boolean earlier = false;
        for (ConditionInput input : inputs) {
            earlier |= input instanceof ConditionInput.Earlier;
        }
        this.readsEarlier = earlier;
    }

    @Override
    public boolean readsEarlier() {
        return readsEarlier;
    }

    @Override
    public boolean holds(Reading event, EarlierEvents<Reading> earlier) {
        for (int i = 0; i < inputs.length; i++) {
            values[0][i] =
                    inputs[i] instanceof ConditionInput.Own own
                            ? event.values()[own.place()]
                            : of((ConditionInput.Earlier) inputs[i], earlier);
        }
        return condition.holds(values);
    }

    /** NaN where the step has no event. */
    private static double of(ConditionInput.Earlier input, EarlierEvents<Reading> earlier) {
        return switch (input.of()) {
            case COUNT -> earlier.count(input.step());
            case LAST -> value(earlier.last(input.step()), input.place());
            case FIRST -> value(earlier.first(input.step()), input.place());
            default -> summary(earlier.events(input.step()), input);
        };
    }

    private static double value(Optional<Reading> event, int place) {
        return event.isPresent() ? event.get().values()[place] : Double.NaN;
    }

    /** Events that lack the value do not count. */
    private static double summary(List<Reading> events, ConditionInput.Earlier input) {
        int count = 0;
        double sum = 0;
        double min = Double.POSITIVE_INFINITY;
        double max = Double.NEGATIVE_INFINITY;
        for (Reading event : events) {
            double value = event.values()[input.place()];
            if (!Double.isNaN(value)) {
                count++;
                sum += value;
                min = Math.min(min, value);
                max = Math.max(max, value);
            }
        }
        if (count == 0) {
            return Double.NaN;
        }
        return switch (input.of()) {
            case MIN -> min;
            case MAX -> max;
            case SUM -> sum;
            case MEAN -> sum / count;
            case LAST, FIRST, COUNT -> throw new IllegalArgumentException(input.toString());
        };
    }
}
