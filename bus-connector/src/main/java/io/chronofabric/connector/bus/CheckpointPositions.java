package io.chronofabric.connector.bus;

import io.chronofabric.bus.aeron.ConsumerPositions;
import io.chronofabric.bus.aeron.RecordingKind;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What positions the checkpoints of a reader hold, and from when on they are not needed any more:
 * when as many later ones are complete as are retained. For the task's thread.
 */
final class CheckpointPositions {
    /**
     * Checkpoints that were neither completed nor overtaken; a bound for a coordinator gone wrong.
     */
    private static final int MAX_OPEN = 1_000;

    private final BusSourceSettings settings;
    private final Deque<Taken> open = new ArrayDeque<>();
    private final Deque<Taken> completed = new ArrayDeque<>();

    private record Taken(long checkpoint, List<BusSplit> splits) {}

    CheckpointPositions(BusSourceSettings settings) {
        this.settings = settings;
    }

    void taken(long checkpoint, List<BusSplit> splits) {
        if (!settings.consumer().isEmpty()) {
            open.addLast(new Taken(checkpoint, splits));
            if (open.size() > MAX_OPEN) {
                open.removeFirst();
            }
        }
    }

    void completed(long checkpoint, ConsumerPositions consumers) {
        while (!open.isEmpty() && open.peekFirst().checkpoint() <= checkpoint) {
            Taken taken = open.removeFirst();
            if (taken.checkpoint() == checkpoint) {
                completed.addLast(taken);
            }
        }
        while (completed.size() > settings.retained()) {
            completed.removeFirst();
        }
        if (completed.size() == settings.retained()) {
            note(completed.peekFirst().splits(), consumers);
        }
    }

    private void note(List<BusSplit> splits, ConsumerPositions consumers) {
        for (BusSplit split : splits) {
            RecordingKind kind = split.committed() ? RecordingKind.COMMITS : RecordingKind.DATA;
            Map<Long, Long> positions = new HashMap<>(split.read());
            split.open().ifPresent(range -> positions.put(range.recording(), range.position()));
            positions.put(split.recording(), split.position());
            positions.forEach(
                    (recording, position) ->
                            consumers.note(
                                    split.bus(), kind, settings.consumer(), recording, position));
        }
    }
}
