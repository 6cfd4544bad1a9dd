package io.chronofabric.operators.deadline.flink;

import io.chronofabric.operators.StopJobException;
import io.chronofabric.operators.UnusableEvent;
import io.chronofabric.operators.deadline.Backlog;
import io.chronofabric.operators.deadline.DeadlineMiss;
import io.chronofabric.operators.deadline.DeadlinePort;
import io.chronofabric.operators.deadline.DeadlineSettings;
import io.chronofabric.operators.deadline.EarliestDeadlineFirst;
import io.chronofabric.time.LogicalTime;
import java.util.Objects;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.runtime.state.StateInitializationContext;
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
 * Releases the events of a key at a bounded rate, the earliest deadline first, as {@link
 * EarliestDeadlineFirst} says. What is released carries the moment of its release as its event
 * time, so that it is not late downstream; misses and what could not be read leave by side outputs.
 *
 * @param <K> the keys: a server each
 * @param <E> the events
 */
public final class DeadlineReleaseOperator<K, E> extends AbstractStreamOperator<E>
        implements OneInputStreamOperator<E, E>, Triggerable<K, VoidNamespace> {
    private static final long serialVersionUID = 1L;
    private static final long NANOS_PER_MILLI = 1_000_000;
    private static final long LAST_MILLIS = Long.MAX_VALUE / NANOS_PER_MILLI - 1;
    private static final long PREDICT_MILLIS = 1_000;

    private final DeadlinePort<E> port;
    private final DeadlineSettings settings;
    private final TypeInformation<E> events;

    private transient EarliestDeadlineFirst<E> schedule;
    private transient ValueState<Backlog<E>> backlogs;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient DeadlineMetrics metrics;
    private transient OutputTag<DeadlineMiss<E>> misses;
    private transient OutputTag<UnusableEvent<E>> unusable;
    private transient EarliestDeadlineFirst.Output<E> said;
    private transient boolean isRestored;

    /**
     * @param port tells an event's time and deadline
     * @param settings the rate and the bounds
     */
    public DeadlineReleaseOperator(
            DeadlinePort<E> port, DeadlineSettings settings, TypeInformation<E> events) {
        this.port = port;
        this.settings = settings;
        this.events = events;
    }

    /** The side output of events that were not released by their deadline. */
    public static <E> OutputTag<DeadlineMiss<E>> misses(TypeInformation<E> events) {
        return new OutputTag<>("deadline-misses", DeadlineMiss.type(events));
    }

    /** The side output of events that the port could not read. */
    public static <E> OutputTag<UnusableEvent<E>> unusable(TypeInformation<E> events) {
        return new OutputTag<>("deadline-unusable", UnusableEvent.type(events));
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        isRestored = context.isRestored();
    }

    @Override
    public void open() throws Exception {
        super.open();
        schedule = new EarliestDeadlineFirst<>(settings);
        ValueStateDescriptor<Backlog<E>> descriptor =
                new ValueStateDescriptor<>(
                        "backlog",
                        new BacklogSerializer<>(
                                events.createSerializer(
                                        getExecutionConfig().getSerializerConfig())));
        backlogs = getPartitionedState(descriptor);
        timers = getInternalTimerService("release", VoidNamespaceSerializer.INSTANCE, this);
        misses = misses(events);
        unusable = unusable(events);
        metrics = new DeadlineMetrics(getMetricGroup());
        said = new Said();
        if (isRestored) {
            this.<K>getKeyedStateBackend()
                    .applyToAllKeys(
                            VoidNamespace.INSTANCE,
                            VoidNamespaceSerializer.INSTANCE,
                            descriptor,
                            (key, state) -> metrics.after(state.value()));
        }
    }

    @Override
    public void processElement(StreamRecord<E> record) throws Exception {
        E event = record.getValue();
        LogicalTime time;
        long deadline;
        long bytes;
        try {
            time = Objects.requireNonNull(port.time(event), "time");
            deadline = notNegative("deadline (ns)", port.deadlineNanos(event));
            bytes = notNegative("bytes", port.bytes(event));
        } catch (StopJobException e) {
            throw e;
        } catch (RuntimeException e) {
            metrics.unusable();
            StreamRecord<UnusableEvent<E>> refused =
                    new StreamRecord<>(new UnusableEvent<>(event, "the port failed: " + e));
            if (record.hasTimestamp()) {
                refused.setTimestamp(record.getTimestamp());
            }
            output.collect(unusable, refused);
            return;
        }
        Backlog<E> backlog = backlogs.value();
        if (backlog == null) {
            backlog = new Backlog<>();
        }
        metrics.before(backlog);
        schedule.advance(backlog, limit(), said);
        schedule.offer(backlog, event, time, deadline, bytes, said);
        store(backlog);
    }

    @Override
    public void onEventTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
        Backlog<E> backlog = backlogs.value();
        if (backlog == null) {
            return;
        }
        backlog.timer(Backlog.NONE);
        metrics.before(backlog);
        schedule.advance(backlog, limit(), said);
        long watermark = timers.currentWatermark();
        if (backlog.size() > 0 && watermark - backlog.predictedMillis() >= PREDICT_MILLIS) {
            metrics.predicted(watermark, schedule.predict(backlog));
            backlog.predicted(watermark);
        }
        store(backlog);
    }

    @Override
    public void onProcessingTime(InternalTimer<K, VoidNamespace> timer) {
        throw new IllegalStateException("a processing-time timer (expected: none are set)");
    }

    private void store(Backlog<E> backlog) throws Exception {
        metrics.after(backlog);
        if (backlog.isForgettable()) {
            if (backlog.timerMillis() != Backlog.NONE) {
                timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, backlog.timerMillis());
            }
            backlogs.clear();
            return;
        }
        long wake = schedule.nextNanos(backlog) / NANOS_PER_MILLI;
        if (wake < backlog.timerMillis()) {
            if (backlog.timerMillis() != Backlog.NONE) {
                timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, backlog.timerMillis());
            }
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, wake);
            backlog.timer(wake);
        }
        backlogs.update(backlog);
    }

    /** Through which nanosecond the watermark settles everything. */
    private long limit() {
        long watermark = timers.currentWatermark();
        if (watermark < 0) {
            return -1;
        }
        return watermark > LAST_MILLIS ? Long.MAX_VALUE : (watermark + 1) * NANOS_PER_MILLI - 1;
    }

    private static long notNegative(String name, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(name + ": " + value + " (expected: >= 0)");
        }
        return value;
    }

    /** Sends what the schedule decides to Flink's outputs. */
    private final class Said implements EarliestDeadlineFirst.Output<E> {
        @Override
        public void released(E event, long nanos) {
            metrics.released();
            output.collect(new StreamRecord<>(event, nanos / NANOS_PER_MILLI));
        }

        @Override
        public void missed(DeadlineMiss<E> miss) {
            metrics.missed(miss.reason());
            output.collect(misses, new StreamRecord<>(miss));
        }
    }
}
