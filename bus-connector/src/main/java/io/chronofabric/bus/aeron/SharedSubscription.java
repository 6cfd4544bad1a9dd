package io.chronofabric.bus.aeron;

import io.aeron.FragmentAssembler;
import io.aeron.Subscription;
import io.aeron.logbuffer.Header;
import io.chronofabric.bus.BusException;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.wire.FrameFault;
import io.chronofabric.bus.wire.FrameFilter;
import io.chronofabric.bus.wire.FrameHandler;
import io.chronofabric.bus.wire.FrameLayout;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.bus.wire.MalformedFrameHandler;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.TimeSource;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.agrona.CloseHelper;
import org.agrona.DirectBuffer;
import org.agrona.collections.Int2ObjectHashMap;

/**
 * One subscriber of a bus in shared memory, to all of its publishers in whatever process. {@link
 * #poll} is for one thread at a time; the counters may be read by any.
 *
 * <p>Bytes that are no frame, whoever wrote them, are counted and handed to the malformed-frame
 * handler; they never reach the subscriber.
 */
public final class SharedSubscription implements AutoCloseable {
    private final BusConnection connection;
    private final SharedSubscriptionOptions options;
    private final TimeSource time;
    private final Subscription subscription;
    private final FrameReader frame = new FrameReader();
    private final FragmentAssembler assembler = new FragmentAssembler(this::onMessage);

    /**
     * The next sequence number to come from each session; arrays of one, to be changed in place.
     */
    private final Int2ObjectHashMap<long[]> expected = new Int2ObjectHashMap<>();

    private int lastSession;
    private long[] lastExpected;

    private MalformedFrameHandler malformedHandler = MalformedFrameHandler.COUNTED_ONLY;
    private FrameFilter filter = FrameFilter.ALL;
    private FrameHandler expiredHandler = (late, position) -> {};
    private FrameHandler handler;

    private final AtomicLong delivered = new AtomicLong();
    private final AtomicLong passedOver = new AtomicLong();
    private final AtomicLong missed = new AtomicLong();
    private final AtomicLong expired = new AtomicLong();
    private final AtomicLong malformed = new AtomicLong();

    SharedSubscription(
            BusConnection connection,
            SharedSubscriptionOptions options,
            TimeSource time,
            Subscription subscription) {
        this.connection = connection;
        this.options = options;
        this.time = time;
        this.subscription = subscription;
    }

    /** What was asked for. */
    public SharedSubscriptionOptions options() {
        return options;
    }

    /** Has bytes that are no frame handed to somebody. */
    public SharedSubscription onMalformed(MalformedFrameHandler setAside) {
        this.malformedHandler = Objects.requireNonNull(setAside, "setAside");
        return this;
    }

    /** Has packets handed to somebody whose deadline has passed when they are polled. */
    public SharedSubscription onExpired(FrameHandler late) {
        this.expiredHandler = Objects.requireNonNull(late, "late");
        return this;
    }

    /** Has packets passed over that a filter does not accept. */
    public SharedSubscription filtered(FrameFilter wanted) {
        this.filter = Objects.requireNonNull(wanted, "wanted");
        return this;
    }

    /**
     * Hands over packets that are there, in each publisher's order.
     *
     * @param limit the most pieces of packets to look at
     * @return how many it looked at; 0 means that nothing was there
     * @throws BusException with {@link ErrorCode#BUS_INITIALIZATION_FAILED} if the driver has gone;
     *     {@link ErrorCode#BUS_DELIVERY_FAILED} if packets were missed and the policy is {@link
     *     WhenFull#FAIL}
     */
    public int poll(FrameHandler receiver, int limit) {
        handler = receiver;
        int looked = subscription.poll(assembler, limit);
        if (looked == 0 && subscription.isClosed()) {
            throw connection.gone(null);
        }
        return looked;
    }

    /** Whether there is a publisher now. */
    public boolean isConnected() {
        return subscription.isConnected();
    }

    /** Packets handed over. */
    public long delivered() {
        return delivered.getOpaque();
    }

    /** Packets for others, or that the filter did not accept. */
    public long passedOver() {
        return passedOver.getOpaque();
    }

    /** Packets missed because this was behind, by the publishers' sequence numbers. */
    public long missed() {
        return missed.getOpaque();
    }

    /** Packets that came after their deadline. */
    public long expired() {
        return expired.getOpaque();
    }

    /** Messages that are no frame. */
    public long malformed() {
        return malformed.getOpaque();
    }

    @Override
    public void close() {
        CloseHelper.quietClose(subscription);
    }

    private void onMessage(DirectBuffer buffer, int offset, int length, Header header) {
        FrameFault fault = frame.wrap(buffer, offset, length);
        if (fault != null) {
            add(malformed, 1);
            malformedHandler.onMalformed(fault, frame, header.position());
            return;
        }
        count(header.sessionId());
        if ((frame.mask() & options.targets()) == 0 || !filter.accepts(frame)) {
            add(passedOver, 1);
            return;
        }
        if (frame.deadline() != FrameLayout.NO_DEADLINE && frame.deadline() < time.epochNanos()) {
            add(expired, 1);
            expiredHandler.onFrame(frame, header.position());
            return;
        }
        add(delivered, 1);
        handler.onFrame(frame, header.position());
    }

    /** One thread polls, so nothing has to be atomic; others may read. */
    private static void add(AtomicLong counter, long more) {
        counter.setOpaque(counter.getPlain() + more);
    }

    private void count(int session) {
        long sequence = frame.sequence();
        long[] next = session == lastSession ? lastExpected : expected.get(session);
        if (next == null) {
            // Sessions come and go with their publishers; a subscriber that stays must not keep
            // them all.
            if (expected.size() >= 1_024) {
                expected.clear();
            }
            next = new long[] {sequence};
            expected.put(session, next);
        }
        lastSession = session;
        lastExpected = next;
        long gap = sequence - next[0];
        next[0] = sequence + 1;
        if (gap > 0) {
            add(missed, gap);
            if (options.whenBehind() == WhenFull.FAIL) {
                throw new BusException(
                        ErrorCode.BUS_DELIVERY_FAILED,
                        gap + " packets missed on bus " + options.bus(),
                        "none",
                        "Read faster, or choose another answer to being behind.");
            }
        }
    }
}
