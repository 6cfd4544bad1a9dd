package io.chronofabric.connector.bus.local;

import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/**
 * Gives the split to the first reader that registers and tells every reader that there are no more:
 * the others finish at once, so they hold no watermark back.
 */
final class LocalBusEnumerator implements SplitEnumerator<LocalBusSplit, LocalBusEnumeratorState> {
    private final SplitEnumeratorContext<LocalBusSplit> context;
    private final Queue<LocalBusSplit> unassigned;

    LocalBusEnumerator(
            SplitEnumeratorContext<LocalBusSplit> context, List<LocalBusSplit> unassigned) {
        this.context = context;
        this.unassigned = new ArrayDeque<>(unassigned);
    }

    @Override
    public void start() {}

    @Override
    public void addReader(int subtask) {
        LocalBusSplit split = unassigned.poll();
        if (split != null) {
            context.assignSplit(split, subtask);
        }
        context.signalNoMoreSplits(subtask);
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        // Readers ask for nothing: what there is comes when they register.
    }

    /** Called when a reader failed before a checkpoint held its split; the reader comes back. */
    @Override
    public void addSplitsBack(List<LocalBusSplit> splits, int subtask) {
        splits.forEach(split -> unassigned.add(split.handedOn()));
    }

    @Override
    public LocalBusEnumeratorState snapshotState(long checkpoint) {
        return new LocalBusEnumeratorState(List.copyOf(unassigned));
    }

    @Override
    public void close() {}
}
