package io.chronofabric.time.causal;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.function.Consumer;

/** What is known of the messages of one node, and who waits for them. */
final class NodeHistory<M> {
    private final int node;

    /** What was given up and has not come: first number to last. */
    private final NavigableMap<Long, Long> gaps = new TreeMap<>();

    private final NavigableMap<Long, Waiting<CounterRange, M>> waiting = new TreeMap<>();

    /** Who waits, by the last number they wait for. */
    private final NavigableMap<Long, List<Waiting<CounterRange, M>>> watchers = new TreeMap<>();

    /** All messages up to this one have left or were given up. */
    private long settled;

    /** Of messages up to this one nothing else is known. */
    private long forgotten;

    NodeHistory(int node, long settled) {
        this.node = node;
        this.settled = settled;
        this.forgotten = settled;
    }

    void write(DataOutput out) throws IOException {
        StateBytes.write(settled, out);
        StateBytes.write(forgotten, out);
        StateBytes.write(gaps.size(), out);
        for (Map.Entry<Long, Long> gap : gaps.entrySet()) {
            StateBytes.write(gap.getKey(), out);
            StateBytes.write(gap.getValue() - gap.getKey(), out);
        }
    }

    static <M> NodeHistory<M> read(int node, DataInput in) throws IOException {
        NodeHistory<M> history =
                new NodeHistory<>(node, StateBytes.read(0, Long.MAX_VALUE, "settled", in));
        history.forgotten = StateBytes.read(0, history.settled, "forgotten", in);
        int count = StateBytes.readInt(0, Integer.MAX_VALUE, "gaps", in);
        long before = history.forgotten;
        for (int i = 0; i < count; i++) {
            StateBytes.check(before < history.settled, "a gap beyond what is settled");
            long from = StateBytes.read(before + 1, history.settled, "first of a gap", in);
            long step = StateBytes.read(0, history.settled - from, "step to the last", in);
            history.gaps.put(from, from + step);
            before = from + step;
        }
        return history;
    }

    /** Whether somebody waits for the next message, and it has not come. */
    boolean isNextMissing() {
        return !watchers.isEmpty() && !waiting.containsKey(settled + 1);
    }

    long settled() {
        return settled;
    }

    DeliveryOutcome judge(long number) {
        if (number > settled) {
            return waiting.containsKey(number)
                    ? DeliveryOutcome.DUPLICATE
                    : DeliveryOutcome.DELIVERED;
        }
        Map.Entry<Long, Long> gap = gaps.floorEntry(number);
        if (gap != null && number <= gap.getValue()) {
            return DeliveryOutcome.LATE;
        }
        return number <= forgotten ? DeliveryOutcome.FORGOTTEN : DeliveryOutcome.DUPLICATE;
    }

    void cameLate(long number) {
        Map.Entry<Long, Long> gap = gaps.floorEntry(number);
        gaps.remove(gap.getKey());
        if (gap.getKey() < number) {
            gaps.put(gap.getKey(), number - 1);
        }
        if (number < gap.getValue()) {
            gaps.put(number + 1, gap.getValue());
        }
    }

    void take(Waiting<CounterRange, M> message) {
        waiting.put(message.id.to(), message);
    }

    /** Whether there is anything up to a number to wait for. */
    boolean watch(long upTo, Waiting<CounterRange, M> message) {
        if (upTo <= settled) {
            return false;
        }
        watchers.computeIfAbsent(upTo, number -> new ArrayList<>(1)).add(message);
        return true;
    }

    Iterable<Waiting<CounterRange, M>> waitingUpTo(long number) {
        return number <= settled
                ? List.of()
                : waiting.subMap(settled, false, number, true).values();
    }

    void settle(long number, Consumer<Waiting<CounterRange, M>> ready) {
        waiting.remove(number);
        settled = number;
        advance(ready);
    }

    void giveUp(long upTo, long through, Consumer<Waiting<CounterRange, M>> ready) {
        if (upTo <= settled) {
            return;
        }
        long from = settled + 1;
        for (long present : waiting.subMap(settled, false, upTo, true).keySet()) {
            addGap(from, present - 1, through);
            from = present + 1;
        }
        addGap(from, upTo, through);
        advance(ready);
    }

    void forget(int maxGaps) {
        while (gaps.size() > maxGaps) {
            forgotten = gaps.pollFirstEntry().getValue();
        }
    }

    private void addGap(long from, long to, long through) {
        if (from > to) {
            return;
        }
        for (Map.Entry<Long, List<Waiting<CounterRange, M>>> watching :
                watchers.tailMap(from, true).entrySet()) {
            CounterRange missing = new CounterRange(node, from, Math.min(to, watching.getKey()));
            watching.getValue().forEach(message -> message.misses(missing, through));
        }
        Map.Entry<Long, Long> before = gaps.floorEntry(from);
        if (before != null && before.getValue() == from - 1) {
            gaps.put(before.getKey(), to);
        } else {
            gaps.put(from, to);
        }
    }

    private void advance(Consumer<Waiting<CounterRange, M>> ready) {
        Map.Entry<Long, Long> gap = gaps.floorEntry(settled + 1);
        if (gap != null && gap.getValue() > settled) {
            settled = gap.getValue();
        }
        NavigableMap<Long, List<Waiting<CounterRange, M>>> met = watchers.headMap(settled, true);
        for (List<Waiting<CounterRange, M>> messages : met.values()) {
            for (Waiting<CounterRange, M> message : messages) {
                if (--message.unsettled == 0 && !message.gone) {
                    ready.accept(message);
                }
            }
        }
        met.clear();
    }
}
