package io.chronofabric.jobs.replay;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;

/**
 * Deals the files out to the readers in turn, all at once: a reader merges its files by event time,
 * so it has to hold them together.
 */
final class ReplayEnumerator implements SplitEnumerator<ReplaySplit, List<ReplaySplit>> {
    private final SplitEnumeratorContext<ReplaySplit> context;
    private final Map<Integer, List<ReplaySplit>> waiting = new TreeMap<>();

    ReplayEnumerator(SplitEnumeratorContext<ReplaySplit> context, List<ReplaySplit> splits) {
        this.context = context;
        int next = 0;
        for (ReplaySplit split : splits) {
            waitingFor(next).add(split);
            next = (next + 1) % context.currentParallelism();
        }
    }

    @Override
    public void start() {
        // Readers are served when they register.
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        // Readers do not ask.
    }

    @Override
    public void addReader(int subtask) {
        for (ReplaySplit split : waitingFor(subtask)) {
            context.assignSplit(split, subtask);
        }
        waiting.remove(subtask);
        context.signalNoMoreSplits(subtask);
    }

    @Override
    public void addSplitsBack(List<ReplaySplit> splits, int subtask) {
        waitingFor(subtask).addAll(splits);
        if (context.registeredReaders().containsKey(subtask)) {
            addReader(subtask);
        }
    }

    @Override
    public List<ReplaySplit> snapshotState(long checkpointId) {
        List<ReplaySplit> all = new ArrayList<>();
        waiting.values().forEach(all::addAll);
        return all;
    }

    @Override
    public void close() throws IOException {
        // Holds nothing open.
    }

    private List<ReplaySplit> waitingFor(int subtask) {
        return waiting.computeIfAbsent(subtask, ignored -> new ArrayList<>());
    }
}
