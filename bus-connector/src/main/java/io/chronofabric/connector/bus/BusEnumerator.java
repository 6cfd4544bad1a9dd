package io.chronofabric.connector.bus;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.flink.api.connector.source.ReaderInfo;
import org.apache.flink.api.connector.source.SourceEvent;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives each recording to a reader on the host that has it. The log of a host can be asked on that
 * host only, so it is the readers who find recordings and report them; whom a split goes to is
 * decided here. After a restart readers hand in the splits that they had, and these are given out
 * anew, since a reader may be on another host now.
 */
final class BusEnumerator implements SplitEnumerator<BusSplit, BusEnumeratorState> {
    private static final Logger LOG = LoggerFactory.getLogger(BusEnumerator.class);

    private final SplitEnumeratorContext<BusSplit> context;
    private final String bus;
    private final boolean bounded;
    private final boolean fromLatest;

    private final Set<String> known;
    private final List<BusSplit> unassigned;
    private boolean discovered;

    /** The log of each reader's host. */
    private final Map<Integer, Long> logs = new HashMap<>();

    private final Map<Integer, Integer> load = new HashMap<>();

    /** Read by metric reporters. */
    private volatile int homeless;

    BusEnumerator(
            SplitEnumeratorContext<BusSplit> context,
            String bus,
            boolean bounded,
            boolean fromLatest,
            BusEnumeratorState state) {
        this.context = context;
        this.bus = bus;
        this.bounded = bounded;
        this.fromLatest = fromLatest;
        this.known = new HashSet<>(state.known());
        this.unassigned = new ArrayList<>(state.unassigned());
        this.discovered = state.discovered();
    }

    @Override
    public void start() {
        context.metricGroup().gauge("splitsWithoutReaderOnTheirHost", () -> homeless);
        context.metricGroup().setUnassignedSplitsGauge(() -> (long) unassigned.size());
    }

    @Override
    public void addReader(int subtask) {
        logs.remove(subtask);
        load.remove(subtask);
        ReaderInfo reader = context.registeredReaders().get(subtask);
        List<BusSplit> had = reader.getReportedSplitsOnRegistration();
        takeBack(had);
    }

    @Override
    public void handleSourceEvent(int subtask, SourceEvent event) {
        if (!(event instanceof RecordingsFound found)) {
            throw new IllegalStateException("event of a reader: " + event);
        }
        logs.put(subtask, found.archiveId());
        for (RecordingsFound.Found recording : found.recordings()) {
            BusSplit split = split(found.archiveId(), recording);
            if (!(bounded && discovered) && known.add(split.splitId())) {
                unassigned.add(split);
            }
        }
        // A reader that failed is gone before another comes in its place.
        logs.keySet().retainAll(context.registeredReaders().keySet());
        if (logs.size() == context.currentParallelism()) {
            discovered = true;
            assign();
        }
    }

    @Override
    public void handleSplitRequest(int subtask, String host) {
        // Readers ask for nothing: they report.
    }

    @Override
    public void addSplitsBack(List<BusSplit> splits, int subtask) {
        takeBack(splits);
    }

    @Override
    public BusEnumeratorState snapshotState(long checkpoint) {
        return new BusEnumeratorState(known, unassigned, discovered);
    }

    @Override
    public void close() {}

    private void takeBack(List<BusSplit> splits) {
        for (BusSplit split : splits) {
            known.add(split.splitId());
            unassigned.removeIf(other -> other.splitId().equals(split.splitId()));
            unassigned.add(split);
        }
    }

    private BusSplit split(long archive, RecordingsFound.Found found) {
        long position = fromLatest && !discovered ? found.end() : found.start();
        long stop = bounded ? found.end() : BusSplit.ENDLESS;
        return BusSplit.of(
                archive, found.id(), bus, found.source(), found.committed(), position, stop);
    }

    private void assign() {
        unassigned.sort(Comparator.comparing(BusSplit::splitId));
        List<BusSplit> left = new ArrayList<>();
        for (BusSplit split : unassigned) {
            Optional<Integer> reader = leastLoaded(split.archiveId());
            if (reader.isPresent()) {
                load.merge(reader.get(), 1, Integer::sum);
                context.assignSplit(split, reader.get());
            } else {
                left.add(split);
            }
        }
        if (left.size() != homeless) {
            LOG.warn(
                    "{} recordings of bus {} have no reader on their host, and wait for one: {}",
                    left.size(),
                    bus,
                    left);
        }
        homeless = left.size();
        unassigned.clear();
        unassigned.addAll(left);
        if (bounded && left.isEmpty()) {
            logs.keySet().forEach(context::signalNoMoreSplits);
        }
    }

    private Optional<Integer> leastLoaded(long archive) {
        return logs.entrySet().stream()
                .filter(entry -> entry.getValue() == archive)
                .map(Map.Entry::getKey)
                .min(
                        Comparator.<Integer>comparingInt(reader -> load.getOrDefault(reader, 0))
                                .thenComparing(Comparator.naturalOrder()));
    }
}
