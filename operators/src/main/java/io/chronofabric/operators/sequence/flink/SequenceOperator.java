package io.chronofabric.operators.sequence.flink;

import io.chronofabric.operators.sequence.EventTime;
import io.chronofabric.operators.sequence.FoundSequence;
import io.chronofabric.operators.sequence.MatchIds;
import io.chronofabric.operators.sequence.SequenceBounds;
import io.chronofabric.operators.sequence.SequenceEngine;
import io.chronofabric.operators.sequence.SequenceMatch;
import io.chronofabric.operators.sequence.SequencePattern;
import io.chronofabric.operators.sequence.SequenceState;
import io.chronofabric.operators.sequence.SequenceStateCodec;
import io.chronofabric.time.LogicalTime;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.common.typeutils.base.ListSerializer;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.api.common.typeutils.base.StringSerializer;
import org.apache.flink.runtime.state.VoidNamespace;
import org.apache.flink.runtime.state.VoidNamespaceSerializer;
import org.apache.flink.streaming.api.operators.AbstractStreamOperator;
import org.apache.flink.streaming.api.operators.InternalTimer;
import org.apache.flink.streaming.api.operators.InternalTimerService;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.api.operators.Triggerable;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Finds a pattern in events keyed by text. A key's events wait for the watermark and are worked on
 * in order of their time; a second one with the same time is a duplicate and dropped, one behind
 * the watermark is late and leaves by a side output. An absence is found when the watermark passes
 * its end, though the key be silent: the key has a timer then.
 *
 * <p>With a guard, an absence is told before, where the watermark stalls: once the key's own time,
 * as its newest event and the arrival of that say, has passed the end by the guard. It is told
 * once; it is withdrawn when an event comes that shows it wrong, or when the watermark passes its
 * end and it is not there.
 *
 * @param <E> the events, immutable
 * @param <T> what comes out
 */
public final class SequenceOperator<E, T> extends AbstractStreamOperator<T>
        implements OneInputStreamOperator<E, T>, Triggerable<String, VoidNamespace> {
    private static final long serialVersionUID = 1L;
    private static final long NANOS_PER_MILLI = 1_000_000;

    private final SequencePattern<E> pattern;
    private final SequenceBounds bounds;
    private final EventTime<E> times;
    private final TypeSerializer<E> events;
    private final OutputTag<E> late;
    private final long guardMillis;
    private final FoundSequences<E, T> records;

    private transient SequenceEngine<E> engine;
    private transient SequenceEngine<E> foresight;
    private transient MatchIds ids;
    private transient SequenceMetrics metrics;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient ValueState<SequenceState<E>> states;
    private transient MapState<Long, List<E>> pending;
    private transient ValueState<Long> wakes;
    private transient ArrivalGuard guard;

    /**
     * @param pattern what is looked for
     * @param bounds how much a key may hold
     * @param times says when an event happened
     * @param events the serializer of events
     * @param late the side output of events behind the watermark
     * @param guardMillis how long after its end, by arrival, an absence is told before the
     *     watermark settles it; 0 for never
     * @param records makes records of what is found
     */
    public SequenceOperator(
            SequencePattern<E> pattern,
            SequenceBounds bounds,
            EventTime<E> times,
            TypeSerializer<E> events,
            OutputTag<E> late,
            long guardMillis,
            FoundSequences<E, T> records) {
        if (guardMillis < 0) {
            throw new IllegalArgumentException("guard: " + guardMillis + " ms (expected: >= 0)");
        }
        this.pattern = pattern;
        this.bounds = bounds;
        this.times = times;
        this.events = events;
        this.late = late;
        this.guardMillis = guardMillis;
        this.records = records;
    }

    /** The side output of late events, for a type of events. */
    public static <E> OutputTag<E> lateEvents(TypeInformation<E> type) {
        return new OutputTag<>("late-events", type);
    }

    @Override
    public void open() throws Exception {
        super.open();
        engine = new SequenceEngine<>(pattern, bounds, times);
        ids = new MatchIds(pattern);
        metrics = new SequenceMetrics(getMetricGroup(), engine.counters());
        timers = getInternalTimerService("sequence", VoidNamespaceSerializer.INSTANCE, this);
        states =
                getPartitionedState(
                        new ValueStateDescriptor<>(
                                "sequence", new SequenceStateSerializer<>(events)));
        pending =
                getPartitionedState(
                        new MapStateDescriptor<>(
                                "pending", LongSerializer.INSTANCE, new ListSerializer<>(events)));
        wakes = getPartitionedState(new ValueStateDescriptor<>("wake", Types.LONG));
        if (guardMillis > 0) {
            // Apart, so that what is only foreseen is not counted.
            foresight = new SequenceEngine<>(pattern, bounds, times);
            guard = new ArrivalGuard();
            guard.told =
                    getPartitionedState(
                            new MapStateDescriptor<>(
                                    "told", StringSerializer.INSTANCE, LongSerializer.INSTANCE));
            guard.newest = getPartitionedState(new ValueStateDescriptor<>("newest", Types.LONG));
            guard.arrived = getPartitionedState(new ValueStateDescriptor<>("arrived", Types.LONG));
            guard.timer = getPartitionedState(new ValueStateDescriptor<>("timer", Types.LONG));
        }
    }

    /** The keyed state of the guard. */
    private static final class ArrivalGuard {
        private MapState<String, Long> told;
        private ValueState<Long> newest;
        private ValueState<Long> arrived;
        private ValueState<Long> timer;
    }

    @Override
    public void processElement(StreamRecord<E> record) throws Exception {
        E event = record.getValue();
        LogicalTime time = times.of(event);
        long millis = time.epochMillis();
        if (millis <= timers.currentWatermark()) {
            metrics.late();
            output.collect(late, new StreamRecord<>(event, millis));
            return;
        }
        List<E> peers = pending.get(millis);
        if (peers == null) {
            peers = new ArrayList<>();
        }
        for (E peer : peers) {
            if (times.of(peer).equals(time)) {
                metrics.duplicate();
                return;
            }
        }
        peers.add(event);
        pending.put(millis, peers);
        timers.registerEventTimeTimer(VoidNamespace.INSTANCE, millis);
        if (guard != null) {
            guardArrival(millis);
        }
    }

    @Override
    public void onEventTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        long watermark = timers.currentWatermark();
        SequenceState<E> state = states.value();
        if (state == null) {
            state = newState(timer.getKey());
        }
        List<SequenceMatch<E>> found = new ArrayList<>();
        for (E event : due(watermark)) {
            engine.onEvent(state, event, found::add);
        }
        long settled = settledNanos(watermark);
        engine.advanceTo(state, settled, found::add);
        for (SequenceMatch<E> match : found) {
            tell(timer.getKey(), match);
        }
        if (guard != null) {
            withdrawUpTo(timer.getKey(), settled);
        }
        store(state);
    }

    /**
     * All that is settled is dated before this moment; a watermark settles its whole millisecond.
     */
    private static long settledNanos(long watermark) {
        return watermark >= Long.MAX_VALUE / NANOS_PER_MILLI - 1
                ? Long.MAX_VALUE
                : (watermark + 1) * NANOS_PER_MILLI;
    }

    /** The first whole millisecond at a moment or after. */
    private static long millisAfter(long nanos) {
        return -Math.floorDiv(-nanos, NANOS_PER_MILLI);
    }

    private SequenceState<E> newState(String key) {
        return engine.newState(key.hashCode());
    }

    /** Takes the events that the watermark has settled, in order of time. */
    private List<E> due(long watermark) throws Exception {
        List<Long> moments = new ArrayList<>();
        List<E> due = new ArrayList<>();
        for (Map.Entry<Long, List<E>> entry : pending.entries()) {
            if (entry.getKey() <= watermark) {
                moments.add(entry.getKey());
                due.addAll(entry.getValue());
            }
        }
        for (Long moment : moments) {
            pending.remove(moment);
        }
        due.sort(Comparator.comparing(times::of));
        return due;
    }

    private void tell(String key, SequenceMatch<E> match) throws Exception {
        String id = ids.idOf(key, match);
        if (guard != null && match.byTime() && guard.told.contains(id)) {
            guard.told.remove(id);
            return;
        }
        emit(id, FoundSequence.Kind.FOUND, key, match.end().physicalNanos(), match);
    }

    private void emit(
            String id, FoundSequence.Kind kind, String key, long endNanos, SequenceMatch<E> match) {
        metrics.told(kind);
        output.collect(
                new StreamRecord<>(
                        records.of(new FoundSequence<>(id, kind, key, endNanos, match)),
                        endNanos / NANOS_PER_MILLI));
    }

    private void store(SequenceState<E> state) throws Exception {
        long wake = engine.wakeNanos(state);
        Long set = wakes.value();
        // The watermark that settles all before the moment; its timer fires on a silent key too.
        Long next = wake == Long.MAX_VALUE ? null : millisAfter(wake) - 1;
        if (set != null && !set.equals(next)) {
            // A pending event's timer at the same moment must stay.
            if (!pending.contains(set)) {
                timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, set);
            }
            wakes.clear();
        }
        if (next != null && !next.equals(set)) {
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, next);
            wakes.update(next);
        }
        if (state.isIdle()) {
            states.clear();
            forgetArrival();
        } else {
            states.update(state);
        }
    }

    private void guardArrival(long millis) throws Exception {
        Long newest = guard.newest.value();
        long now = timers.currentProcessingTime();
        if (newest == null || millis > newest) {
            guard.newest.update(millis);
            guard.arrived.update(now);
        }
        String key = (String) getCurrentKey();
        if (!guard.told.isEmpty()) {
            Map<String, SequenceMatch<E>> foreseen = new HashMap<>();
            foresee(key, Long.MAX_VALUE - 1, foreseen);
            List<Map.Entry<String, Long>> wrong = new ArrayList<>();
            for (Map.Entry<String, Long> told : guard.told.entries()) {
                if (!foreseen.containsKey(told.getKey())) {
                    wrong.add(Map.entry(told.getKey(), told.getValue()));
                }
            }
            withdraw(key, wrong);
        }
        if (guard.timer.value() == null) {
            setGuard(now + guardMillis);
        }
    }

    private void setGuard(long at) throws Exception {
        timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, at);
        guard.timer.update(at);
    }

    @Override
    public void onProcessingTime(InternalTimer<String, VoidNamespace> timer) throws Exception {
        if (guard == null) {
            // A savepoint of a job that had a guard.
            return;
        }
        guard.timer.clear();
        Long newest = guard.newest.value();
        if (newest == null) {
            return;
        }
        String key = timer.getKey();
        long now = timer.getTimestamp();
        long passed = newest + (now - guard.arrived.value()) - guardMillis;
        Map<String, SequenceMatch<E>> foreseen = new HashMap<>();
        long next = foresee(key, passed * NANOS_PER_MILLI, foreseen);
        for (Map.Entry<String, SequenceMatch<E>> entry : foreseen.entrySet()) {
            long end = entry.getValue().end().physicalNanos();
            if (!guard.told.contains(entry.getKey())) {
                guard.told.put(entry.getKey(), end);
                emit(entry.getKey(), FoundSequence.Kind.GUARDED, key, end, entry.getValue());
            }
        }
        if (next != Long.MAX_VALUE) {
            setGuard(now + Math.max(1, millisAfter(next) - passed));
        } else if (states.value() == null) {
            forgetArrival();
        }
    }

    /** Where nothing is begun, nothing waits and nothing is told, a key leaves nothing behind. */
    private void forgetArrival() throws Exception {
        if (guard != null
                && guard.timer.value() == null
                && pending.isEmpty()
                && guard.told.isEmpty()) {
            guard.newest.clear();
            guard.arrived.clear();
        }
    }

    /**
     * Finds the absences that would be found up to a moment if nothing else came.
     *
     * @return the next moment at which there may be more; {@code Long.MAX_VALUE} for never
     */
    private long foresee(String key, long toNanos, Map<String, SequenceMatch<E>> foreseen)
            throws Exception {
        SequenceState<E> kept = states.value();
        SequenceState<E> state = kept == null ? newState(key) : SequenceStateCodec.copy(kept);
        List<SequenceMatch<E>> found = new ArrayList<>();
        for (E event : copyOfPending()) {
            foresight.onEvent(state, event, found::add);
        }
        foresight.advanceTo(state, toNanos, found::add);
        long next = foresight.wakeNanos(state);
        for (SequenceMatch<E> match : found) {
            if (!match.byTime()) {
                continue;
            }
            long end = match.end().physicalNanos();
            if (end <= toNanos) {
                foreseen.put(ids.idOf(key, match), match);
            } else {
                next = Math.min(next, end);
            }
        }
        return next;
    }

    private List<E> copyOfPending() throws Exception {
        List<E> all = new ArrayList<>();
        for (List<E> peers : pending.values()) {
            all.addAll(peers);
        }
        all.sort(Comparator.comparing(times::of));
        return all;
    }

    private void withdrawUpTo(String key, long settledNanos) throws Exception {
        List<Map.Entry<String, Long>> wrong = new ArrayList<>();
        for (Map.Entry<String, Long> told : guard.told.entries()) {
            if (told.getValue() <= settledNanos) {
                wrong.add(Map.entry(told.getKey(), told.getValue()));
            }
        }
        withdraw(key, wrong);
    }

    private void withdraw(String key, List<Map.Entry<String, Long>> wrong) throws Exception {
        for (Map.Entry<String, Long> told : wrong) {
            guard.told.remove(told.getKey());
            emit(told.getKey(), FoundSequence.Kind.WITHDRAWN, key, told.getValue(), null);
        }
    }
}
