package io.chronofabric.time.clock;

import io.chronofabric.time.TimeSource;
import io.chronofabric.time.clock.linux.LinuxCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Objects;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * The kernel's account of its own clock: the largest error that the daemon which keeps the clock
 * has told it, grown by the kernel since. Asked by {@code adjtimex} with no mode set, which changes
 * nothing and needs no privilege. 64-bit Linux; elsewhere a reading that says so. For one thread.
 */
public final class KernelClock implements ClockSource {
    /** A question to the kernel; as {@link LinuxCalls#readTimex}. */
    @FunctionalInterface
    interface AdjTimex {
        int read(byte[] timex) throws IOException;
    }

    // struct timex where long has 64 bits: each int is followed by four bytes of padding.
    static final int MODES = 0;
    static final int FREQ = 16;
    static final int MAXERROR = 24;
    static final int ESTERROR = 32;
    static final int STATUS = 40;
    static final int TOLERANCE = 64;
    static final int TIME_FRACTION = 80;

    static final int TIME_ERROR = 5;
    static final int STA_UNSYNC = 0x0040;
    static final int STA_CLOCKERR = 0x1000;
    static final int STA_NANO = 0x2000;

    /** Of frequencies, in parts per million: 16 bits are the fraction. */
    private static final double SCALED_PPM = 1 << 16;

    private static final long MAX_PPM = 500_000;
    private static final long NANOS_PER_MICRO = 1_000;

    /** How long a reading may be used; the kernel gives up on a clock that nobody told it of. */
    private static final long GOOD_FOR_NANOS = 60_000_000_000L;

    private final TimeSource time;
    private final AdjTimex kernel;
    private final String unavailable;

    /**
     * @param time the clock that readings are dated by
     */
    public KernelClock(TimeSource time) {
        this(time, LinuxCalls::readTimex, LinuxCalls.unavailable());
    }

    KernelClock(TimeSource time, AdjTimex kernel, String unavailable) {
        this.time = Objects.requireNonNull(time, "time");
        this.kernel = kernel;
        this.unavailable = unavailable;
    }

    @Override
    public String name() {
        return "kernel";
    }

    @Override
    public Kind kind() {
        return Kind.KERNEL;
    }

    @Override
    public ClockReading read() {
        long now = time.monotonicNanos();
        if (!unavailable.isEmpty()) {
            return ClockReading.unbounded(ClockReading.State.UNAVAILABLE, now, unavailable);
        }
        byte[] timex = new byte[LinuxCalls.TIMEX_BYTES];
        int state;
        try {
            state = kernel.read(timex);
        } catch (IOException e) {
            return ClockReading.unbounded(ClockReading.State.UNAVAILABLE, now, e.getMessage());
        }
        return judge(state, ByteBuffer.wrap(timex).order(ByteOrder.nativeOrder()), now);
    }

    private static ClockReading judge(int state, ByteBuffer timex, long now) {
        int status = timex.getInt(STATUS);
        if ((status & STA_CLOCKERR) != 0) {
            return without(ClockReading.State.UNSYNCHRONIZED, timex, now, "a clock fault");
        }
        if (state == TIME_ERROR || (status & STA_UNSYNC) != 0) {
            return without(
                    ClockReading.State.UNSYNCHRONIZED,
                    timex,
                    now,
                    "not synchronized: no daemon keeps it, or chrony without rtcsync");
        }
        long maxErrorMicros = timex.getLong(MAXERROR);
        long tolerancePpm = timex.getLong(TOLERANCE) >> 16;
        if (maxErrorMicros < 0 || tolerancePpm <= 0 || tolerancePpm > MAX_PPM) {
            return ClockReading.unbounded(
                    ClockReading.State.UNAVAILABLE,
                    now,
                    "maxerror " + maxErrorMicros + " µs, tolerance " + tolerancePpm + " ppm");
        }
        if (timex.getLong(ESTERROR) == 0 && maxErrorMicros % tolerancePpm == 0) {
            // systemd-timesyncd tells the kernel 0 and 0: what is left is the kernel's own growth,
            // which says nothing of the network that the time came over.
            return without(
                    ClockReading.State.SYNCHRONIZED,
                    timex,
                    now,
                    "the daemon tells the kernel no error, as systemd-timesyncd does");
        }
        return new ClockReading(
                ClockReading.State.SYNCHRONIZED,
                OptionalLong.of(bound(maxErrorMicros, tolerancePpm, status, timex)),
                tolerancePpm * NANOS_PER_MICRO,
                GOOD_FOR_NANOS,
                drift(timex),
                now,
                "the kernel's clock is synchronized");
    }

    /**
     * The kernel raises its error once a second, so that within the second up to the tolerated
     * drift is missing.
     */
    private static long bound(
            long maxErrorMicros, long tolerancePpm, int status, ByteBuffer timex) {
        long fraction = timex.getLong(TIME_FRACTION);
        long sinceTick = (status & STA_NANO) == 0 ? fraction * NANOS_PER_MICRO : fraction;
        return maxErrorMicros * NANOS_PER_MICRO
                + ClockReading.grown(Math.max(0, sinceTick), tolerancePpm * NANOS_PER_MICRO);
    }

    private static ClockReading without(
            ClockReading.State state, ByteBuffer timex, long now, String why) {
        return new ClockReading(state, OptionalLong.empty(), 0, 0, drift(timex), now, why);
    }

    /** What the kernel corrects the hardware clock by; 0 is the value before any daemon ran. */
    private static OptionalDouble drift(ByteBuffer timex) {
        long scaled = timex.getLong(FREQ);
        return scaled == 0 ? OptionalDouble.empty() : OptionalDouble.of(scaled / SCALED_PPM);
    }
}
