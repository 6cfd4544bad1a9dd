package io.chronofabric.operators.causal.flink;

import io.chronofabric.operators.StopJobException;
import io.chronofabric.operators.UnusableEvent;
import io.chronofabric.operators.causal.CausalDomain;
import io.chronofabric.operators.causal.CausalForm;
import io.chronofabric.operators.causal.CausalSettings;
import io.chronofabric.operators.causal.CausalViolation;
import io.chronofabric.operators.causal.DependencyPort;
import io.chronofabric.operators.causal.IdForm;
import io.chronofabric.operators.causal.VectorForm;
import io.chronofabric.operators.causal.VectorPort;
import io.chronofabric.time.causal.CausalQueue;
import io.chronofabric.time.causal.CounterRange;
import io.chronofabric.time.causal.Handout;
import io.chronofabric.time.causal.VectorMemory;
import org.apache.flink.api.common.serialization.SerializerConfig;
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
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.util.OutputTag;

/**
 * Releases an event of a causal domain, which is the key, when what it depends on has left. Waits
 * are counted in event time from the event's own time; what leaves beside the order, duplicates and
 * what could not be read leave by side outputs.
 *
 * <p>A domain has at most one event-time timer, which looks when it fires whether it came too
 * early, and one of processing time where a guard is configured.
 *
 * @param <K> the domains
 * @param <D> how dependencies are named
 * @param <E> the events
 */
public final class CausalOrderOperator<K, D, E> extends AbstractStreamOperator<E>
        implements OneInputStreamOperator<E, E>, Triggerable<K, VoidNamespace> {
    private static final long serialVersionUID = 1L;
    private static final long NANOS_PER_MILLI = 1_000_000;

    /** The last millisecond whose nanoseconds since the epoch fit a word. */
    private static final long LAST_MILLIS = Long.MAX_VALUE / NANOS_PER_MILLI;

    /** Every wait of an event until then ends before that. */
    private static final long LAST_EVENT_MILLIS = LAST_MILLIS - CausalSettings.LONGEST.toMillis();

    private final CausalForm<D, E> form;
    private final CausalSettings settings;
    private final TypeInformation<E> events;
    private final TypeInformation<D> ids;

    private transient ValueState<CausalDomain<D, E>> domains;
    private transient InternalTimerService<VoidNamespace> timers;
    private transient CausalMetrics metrics;
    private transient OutputTag<CausalViolation<E>> violations;
    private transient OutputTag<E> duplicates;
    private transient OutputTag<UnusableEvent<E>> unusable;
    private transient boolean isRestored;
    private transient long openedMillis;

    private CausalOrderOperator(
            CausalForm<D, E> form,
            CausalSettings settings,
            TypeInformation<E> events,
            TypeInformation<D> ids) {
        this.form = form;
        this.settings = settings;
        this.events = events;
        this.ids = ids;
    }

    /**
     * Events name the ids that they depend on.
     *
     * @param maxDependencies how many ids an event may depend on, at least 1
     * @param maxIds how many ids of a domain are remembered, at least 1
     */
    public static <K, I, E> CausalOrderOperator<K, I, E> byDependencies(
            DependencyPort<I, E> port,
            CausalSettings settings,
            int maxDependencies,
            int maxIds,
            TypeInformation<I> ids,
            TypeInformation<E> events) {
        return new CausalOrderOperator<>(
                new IdForm<>(port, settings, maxDependencies, maxIds), settings, events, ids);
    }

    /**
     * Events carry vector stamps.
     *
     * @param memory how much of each node of a domain is remembered
     * @param joins see {@link VectorForm}
     */
    public static <K, E> CausalOrderOperator<K, CounterRange, E> byVectors(
            VectorPort<E> port,
            CausalSettings settings,
            VectorMemory memory,
            boolean joins,
            TypeInformation<E> events) {
        return new CausalOrderOperator<>(
                new VectorForm<>(port, settings, memory, joins), settings, events, null);
    }

    /** The side output of events that leave beside the order. */
    public static <E> OutputTag<CausalViolation<E>> violations(TypeInformation<E> events) {
        return new OutputTag<>("causal-violations", CausalViolation.type(events));
    }

    /** The side output of events that left or wait already. */
    public static <E> OutputTag<E> duplicates(TypeInformation<E> events) {
        return new OutputTag<>("causal-duplicates", events);
    }

    /** The side output of events without a time, or that the port could not read. */
    public static <E> OutputTag<UnusableEvent<E>> unusable(TypeInformation<E> events) {
        return new OutputTag<>("causal-unusable", UnusableEvent.type(events));
    }

    @Override
    public void initializeState(StateInitializationContext context) throws Exception {
        super.initializeState(context);
        isRestored = context.isRestored();
    }

    @Override
    public void open() throws Exception {
        super.open();
        SerializerConfig config = getExecutionConfig().getSerializerConfig();
        ValueStateDescriptor<CausalDomain<D, E>> descriptor =
                new ValueStateDescriptor<>(
                        "domain",
                        new CausalDomainSerializer<>(
                                events.createSerializer(config),
                                ids == null ? null : ids.createSerializer(config)));
        domains = getPartitionedState(descriptor);
        timers = getInternalTimerService("causal", VoidNamespaceSerializer.INSTANCE, this);
        openedMillis = timers.currentProcessingTime();
        violations = violations(events);
        duplicates = duplicates(events);
        unusable = unusable(events);
        metrics = new CausalMetrics(getMetricGroup());
        if (isRestored) {
            this.<K>getKeyedStateBackend()
                    .applyToAllKeys(
                            VoidNamespace.INSTANCE,
                            VoidNamespaceSerializer.INSTANCE,
                            descriptor,
                            (key, state) -> metrics.after(state.value().queue()));
        }
    }

    @Override
    public void processElement(StreamRecord<E> record) throws Exception {
        E event = record.getValue();
        if (!record.hasTimestamp()
                || record.getTimestamp() < 0
                || record.getTimestamp() > LAST_EVENT_MILLIS) {
            refuse(
                    record,
                    (record.hasTimestamp()
                                    ? "event time: " + record.getTimestamp()
                                    : "no event time")
                            + " (expected: 0 to "
                            + LAST_EVENT_MILLIS
                            + " ms since 1970; assign timestamps before the causal order)");
            return;
        }
        CausalForm.Said<D, E> said;
        try {
            said = form.read(event);
        } catch (StopJobException e) {
            throw e;
        } catch (RuntimeException e) {
            refuse(record, "the port failed: " + e);
            return;
        }
        CausalDomain<D, E> domain = domains.value();
        if (domain == null) {
            domain = new CausalDomain<>(said.begin());
        }
        CausalQueue<D, E> queue = enter(domain);
        long since = record.getTimestamp() * NANOS_PER_MILLI;
        said.offer(queue, since, nanos(timers.currentWatermark()), this::handOut);
        domain.came(record.getTimestamp());
        leave(domain);
    }

    @Override
    public void onEventTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
        CausalDomain<D, E> domain = domains.value();
        if (domain == null) {
            return;
        }
        long at = timer.getTimestamp();
        domain.timer(CausalDomain.NONE);
        CausalQueue<D, E> queue = enter(domain);
        queue.advance(nanos(at), this::handOut);
        if (queue.waiting() == 0 && at >= idleAt(domain)) {
            metrics.after(queue);
            if (domain.guard().isSet()) {
                timers.deleteProcessingTimeTimer(VoidNamespace.INSTANCE, domain.guard().atMillis());
            }
            domains.clear();
            return;
        }
        leave(domain);
    }

    /** Looks whether the watermark stood still since the guard was set. */
    @Override
    public void onProcessingTime(InternalTimer<K, VoidNamespace> timer) throws Exception {
        CausalDomain<D, E> domain = domains.value();
        if (domain == null || domain.guard().atMillis() != timer.getTimestamp()) {
            return;
        }
        CausalDomain.Guard guard = domain.guard();
        domain.guard(CausalDomain.Guard.NONE);
        CausalQueue<D, E> queue = enter(domain);
        // While the job was down nothing could move.
        boolean watched = timer.getTimestamp() >= openedMillis + settings.stallGuard().toMillis();
        if (watched && timers.currentWatermark() == guard.watermarkMillis()) {
            queue.letGoBefore(guard.arrivals(), this::handOut);
        }
        leave(domain);
    }

    @Override
    public void processWatermark(Watermark mark) throws Exception {
        if (!settings.holdsWatermark() || mark.getTimestamp() == Long.MAX_VALUE) {
            super.processWatermark(mark);
            return;
        }
        getTimeServiceManager().orElseThrow().advanceWatermark(mark);
        long held = mark.getTimestamp() - waitMillis();
        if (held < mark.getTimestamp()) {
            output.emitWatermark(new Watermark(held));
        }
    }

    private CausalQueue<D, E> enter(CausalDomain<D, E> domain) {
        CausalQueue<D, E> queue = domain.queue();
        metrics.before(queue);
        form.rebound(queue);
        return queue;
    }

    private void leave(CausalDomain<D, E> domain) throws Exception {
        CausalQueue<D, E> queue = domain.queue();
        metrics.after(queue);
        long wake = queue.waiting() == 0 ? idleAt(domain) : ceilMillis(queue.nextDeadlineNanos());
        if (wake < domain.timerMillis()) {
            if (domain.timerMillis() != CausalDomain.NONE) {
                timers.deleteEventTimeTimer(VoidNamespace.INSTANCE, domain.timerMillis());
            }
            timers.registerEventTimeTimer(VoidNamespace.INSTANCE, wake);
            domain.timer(wake);
        }
        long guardMillis = settings.stallGuard().toMillis();
        if (guardMillis > 0 && queue.waiting() > 0 && !domain.guard().isSet()) {
            long at = timers.currentProcessingTime() + guardMillis;
            timers.registerProcessingTimeTimer(VoidNamespace.INSTANCE, at);
            domain.guard(new CausalDomain.Guard(at, timers.currentWatermark(), queue.arrivals()));
        }
        domains.update(domain);
    }

    private void handOut(Handout<D, E> handout) {
        metrics.left(handout.outcome());
        long millis = handout.sinceNanos() / NANOS_PER_MILLI;
        switch (handout.outcome()) {
            case DELIVERED -> output.collect(new StreamRecord<>(handout.message(), millis));
            case DUPLICATE ->
                    output.collect(duplicates, new StreamRecord<>(handout.message(), millis));
            default ->
                    output.collect(
                            violations,
                            new StreamRecord<>(
                                    new CausalViolation<>(
                                            handout.message(),
                                            handout.outcome(),
                                            handout.missing().stream()
                                                    .map(String::valueOf)
                                                    .toList()),
                                    millis));
        }
    }

    private void refuse(StreamRecord<E> record, String text) {
        metrics.unusable();
        StreamRecord<UnusableEvent<E>> refused =
                new StreamRecord<>(new UnusableEvent<>(record.getValue(), text));
        if (record.hasTimestamp()) {
            refused.setTimestamp(record.getTimestamp());
        }
        output.collect(unusable, refused);
    }

    private long waitMillis() {
        return ceilMillis(settings.maxWait().toNanos());
    }

    private long idleAt(CausalDomain<D, E> domain) {
        return domain.newestMillis() + settings.idle().toMillis();
    }

    /** Before there is a watermark, nothing has waited too long. */
    private static long nanos(long millis) {
        return Math.max(0, Math.min(millis, LAST_MILLIS)) * NANOS_PER_MILLI;
    }

    private static long ceilMillis(long nanos) {
        return nanos / NANOS_PER_MILLI + (nanos % NANOS_PER_MILLI == 0 ? 0 : 1);
    }
}
