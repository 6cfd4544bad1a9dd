package io.chronofabric.time.causal;

import io.chronofabric.time.causal.CausalQueue.Reader;
import io.chronofabric.time.causal.CausalQueue.Writer;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/** By the ids of the messages that were settled last. */
final class IdSettlement<I, M> implements Settlement<I, M> {
    private int maxDependencies;
    private int maxIds;

    /** How ids are written and read while that lasts. */
    private Writer<? super I> writer;

    private Reader<? extends I> reader;

    /** How many ids are waited for and have not come. */
    private int absent;

    /** Oldest first; true for what has left, false for what was given up. */
    private final LinkedHashMap<I, Boolean> settled = new LinkedHashMap<>();

    private final Map<I, Waiting<I, M>> waiting = new HashMap<>();
    private final Map<I, List<Waiting<I, M>>> watchers = new HashMap<>();

    IdSettlement(int maxDependencies, int maxIds) {
        rebound(maxDependencies, maxIds);
    }

    void rebound(int dependencies, int ids) {
        DeliveryBounds.check("most dependencies", dependencies);
        DeliveryBounds.check("most ids", ids);
        maxDependencies = dependencies;
        maxIds = ids;
    }

    static <I, M> IdSettlement<I, M> read(DataInput in, Reader<? extends I> ids)
            throws IOException {
        IdSettlement<I, M> settlement =
                new IdSettlement<>(
                        StateBytes.readInt(1, Integer.MAX_VALUE, "most dependencies", in),
                        StateBytes.readInt(1, Integer.MAX_VALUE, "most ids", in));
        settlement.names(null, ids);
        int known = StateBytes.readInt(0, Integer.MAX_VALUE, "ids", in);
        for (int i = 0; i < known; i++) {
            I id = settlement.readName(in);
            StateBytes.check(
                    settlement.settled.put(id, in.readBoolean()) == null, "an id that is twice");
        }
        return settlement;
    }

    void names(Writer<? super I> writes, Reader<? extends I> reads) {
        writer = writes;
        reader = reads;
    }

    @Override
    public void writeName(I id, DataOutput out) throws IOException {
        writer.write(id, out);
    }

    @Override
    public I readName(DataInput in) throws IOException {
        return reader.read(in);
    }

    @Override
    public void write(DataOutput out) throws IOException {
        StateBytes.write(maxDependencies, out);
        StateBytes.write(maxIds, out);
        StateBytes.write(settled.size(), out);
        for (Map.Entry<I, Boolean> id : settled.entrySet()) {
            writeName(id.getKey(), out);
            out.writeBoolean(id.getValue());
        }
    }

    @Override
    public void takeBack(Waiting<I, M> message, List<I> open) throws IOException {
        StateBytes.check(!waiting.containsKey(message.id), "a message that waits twice");
        come(message);
        open.forEach(dependency -> await(dependency, message));
    }

    @Override
    public boolean waitsFor(Waiting<I, M> message, I dependency) {
        return isWatched(dependency, message);
    }

    @Override
    public int openGaps() {
        return absent;
    }

    @Override
    public DeliveryOutcome judge(Waiting<I, M> message) {
        Boolean left = settled.get(message.id);
        if (left != null) {
            return left ? DeliveryOutcome.DUPLICATE : DeliveryOutcome.LATE;
        }
        if (waiting.containsKey(message.id)) {
            return DeliveryOutcome.DUPLICATE;
        }
        if (message.dependencies.size() > maxDependencies) {
            return DeliveryOutcome.BEYOND_BOUNDS;
        }
        return message.dependencies.contains(message.id)
                ? DeliveryOutcome.CONTRADICTION
                : DeliveryOutcome.DELIVERED;
    }

    @Override
    public void cameLate(I id) {
        remember(id, true);
    }

    @Override
    public void watch(Waiting<I, M> message) {
        come(message);
        for (I dependency : message.dependencies) {
            if (!settled.containsKey(dependency)) {
                await(dependency, message);
            }
        }
    }

    private void come(Waiting<I, M> message) {
        waiting.put(message.id, message);
        if (watchers.containsKey(message.id)) {
            absent--;
        }
    }

    private void await(I dependency, Waiting<I, M> message) {
        List<Waiting<I, M>> watching = watchers.get(dependency);
        if (watching == null) {
            watching = new ArrayList<>(1);
            watchers.put(dependency, watching);
            absent += waiting.containsKey(dependency) ? 0 : 1;
        }
        watching.add(message);
        message.unsettled++;
    }

    @Override
    public List<I> unsettled(Waiting<I, M> message) {
        return message.dependencies.stream()
                .filter(
                        dependency ->
                                waiting.get(message.id) == message
                                        ? isWatched(dependency, message)
                                        : !settled.containsKey(dependency))
                .toList();
    }

    @Override
    public List<Waiting<I, M>> waitingCauses(Waiting<I, M> message) {
        return message.dependencies.stream()
                .filter(dependency -> waiting.containsKey(dependency))
                .filter(dependency -> isWatched(dependency, message))
                .map(waiting::get)
                .toList();
    }

    @Override
    public void settle(Waiting<I, M> message, Consumer<Waiting<I, M>> ready) {
        waiting.remove(message.id);
        settle(message.id, true, ready);
    }

    @Override
    public void giveUp(
            Collection<Waiting<I, M>> messages, long through, Consumer<Waiting<I, M>> ready) {
        Set<I> absent = new LinkedHashSet<>();
        for (Waiting<I, M> message : messages) {
            for (I dependency : message.dependencies) {
                if (!waiting.containsKey(dependency) && isWatched(dependency, message)) {
                    absent.add(dependency);
                }
            }
        }
        for (I id : absent) {
            watchers.get(id).forEach(message -> message.misses(id, through));
            settle(id, false, ready);
        }
    }

    @Override
    public Comparator<Waiting<I, M>> orderInCircle() {
        return Comparator.comparingLong(message -> message.arrival);
    }

    @Override
    public void forget() {
        Iterator<I> oldest = settled.keySet().iterator();
        for (int excess = settled.size() - maxIds; excess > 0; excess--) {
            oldest.next();
            oldest.remove();
        }
    }

    private void settle(I id, boolean left, Consumer<Waiting<I, M>> ready) {
        remember(id, left);
        List<Waiting<I, M>> woken = watchers.remove(id);
        if (woken != null) {
            absent -= left ? 0 : 1;
            for (Waiting<I, M> message : woken) {
                if (--message.unsettled == 0 && !message.gone) {
                    ready.accept(message);
                }
            }
        }
    }

    /** As the newest, even if it was known before. */
    private void remember(I id, boolean left) {
        settled.remove(id);
        settled.put(id, left);
    }

    /**
     * It may have been settled when the message came and be forgotten since; that does not count.
     */
    private boolean isWatched(I dependency, Waiting<I, M> message) {
        List<Waiting<I, M>> watching = watchers.get(dependency);
        return watching != null && watching.contains(message);
    }
}
