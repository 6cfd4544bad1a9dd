package io.chronofabric.operators.sequence;

import io.chronofabric.time.LogicalTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A match, or a partial match whose time is out.
 *
 * @param taken its events, in order of time
 * @param begin the time of the first
 * @param end when it was complete or out of time: the time of the event that decided, or, where
 *     time decided, the first moment after
 * @param byTime whether time decided and no event
 * @param <E> the events
 */
public record SequenceMatch<E>(
        List<TakenEvent<E>> taken, LogicalTime begin, LogicalTime end, boolean byTime) {
    /** Takes a copy of the list. */
    public SequenceMatch {
        taken = List.copyOf(taken);
    }

    /** The events of a stage, in order; empty if it took none. */
    public List<E> events(String stage) {
        return taken.stream().filter(t -> t.stage().equals(stage)).map(TakenEvent::event).toList();
    }

    /** The events by stage, stages in order, without those that took none. */
    public Map<String, List<E>> byStage() {
        Map<String, List<E>> all = new LinkedHashMap<>();
        for (TakenEvent<E> event : taken) {
            all.computeIfAbsent(event.stage(), stage -> new ArrayList<>()).add(event.event());
        }
        return all;
    }
}
