package io.chronofabric.time.clock;

import static io.chronofabric.time.clock.KernelClock.ESTERROR;
import static io.chronofabric.time.clock.KernelClock.FREQ;
import static io.chronofabric.time.clock.KernelClock.MAXERROR;
import static io.chronofabric.time.clock.KernelClock.STATUS;
import static io.chronofabric.time.clock.KernelClock.TIME_FRACTION;
import static io.chronofabric.time.clock.KernelClock.TOLERANCE;
import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.time.SimulatedTimeSource;
import io.chronofabric.time.TimeSource;
import io.chronofabric.time.clock.linux.LinuxCalls;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;

class KernelClockTest {
    private static final int TIME_OK = 0;
    private static final int STA_PLL = 1;
    private static final long TOLERANCE_500_PPM = 500L << 16;

    private final SimulatedTimeSource time = new SimulatedTimeSource(0);
    private final List<byte[]> asked = new ArrayList<>();
    private int state = TIME_OK;
    private int status = STA_PLL | KernelClock.STA_NANO;
    private long maxError = 1_234;
    private long estError = 20;
    private long tolerance = TOLERANCE_500_PPM;
    private long fraction;
    private long frequency;

    private ClockReading read() {
        return new KernelClock(
                        time,
                        timex -> {
                            asked.add(timex.clone());
                            ByteBuffer answer =
                                    ByteBuffer.wrap(timex).order(ByteOrder.nativeOrder());
                            answer.putLong(FREQ, frequency);
                            answer.putLong(MAXERROR, maxError);
                            answer.putLong(ESTERROR, estError);
                            answer.putInt(STATUS, status);
                            answer.putLong(TOLERANCE, tolerance);
                            answer.putLong(TIME_FRACTION, fraction);
                            return state;
                        },
                        "")
                .read();
    }

    @Test
    void aSynchronizedClockIsBoundedByTheKernelsLargestError() {
        ClockReading reading = read();
        assertThat(reading.state()).isEqualTo(ClockReading.State.SYNCHRONIZED);
        assertThat(reading.errorBoundNanos()).hasValue(1_234_000);
        assertThat(reading.growthPpb()).isEqualTo(500_000);
        assertThat(reading.driftPpm()).isEmpty();
    }

    @Test
    void theKernelIsOnlyEverAskedAndNeverToldAnything() {
        read();
        status |= KernelClock.STA_UNSYNC;
        read();
        assertThat(asked)
                .hasSize(2)
                .allSatisfy(
                        timex ->
                                assertThat(timex)
                                        .as("modes is 0, as is all that could be set")
                                        .isEqualTo(new byte[LinuxCalls.TIMEX_BYTES]));
    }

    @Test
    void theDriftIsWhatTheKernelCorrects() {
        frequency = -(12L << 16) - (1 << 15);
        assertThat(read().driftPpm()).hasValue(-12.5);
    }

    @Test
    void whatTheClockMayHaveDriftedSinceTheKernelsLastTickIsAdded() {
        fraction = 600_000_000;
        assertThat(read().errorBoundNanos()).hasValue(1_234_000 + 300_000);
        status = STA_PLL;
        fraction = 600_000;
        assertThat(read().errorBoundNanos())
                .as("microseconds without STA_NANO")
                .hasValue(1_234_000 + 300_000);
    }

    @Test
    void anUnsynchronizedClockHasNoBoundWhateverTheKernelsErrorSays() {
        status |= KernelClock.STA_UNSYNC;
        ClockReading byFlag = read();
        status &= ~KernelClock.STA_UNSYNC;
        state = KernelClock.TIME_ERROR;
        ClockReading byState = read();
        assertThat(List.of(byFlag, byState))
                .allSatisfy(
                        reading -> {
                            assertThat(reading.state())
                                    .isEqualTo(ClockReading.State.UNSYNCHRONIZED);
                            assertThat(reading.errorBoundNanos()).isEmpty();
                            assertThat(reading.why()).contains("not synchronized");
                        });
    }

    @Test
    void aFaultOfTheHardwareHasNoBound() {
        status |= KernelClock.STA_CLOCKERR;
        assertThat(read().errorBoundNanos()).isEmpty();
        assertThat(read().why()).contains("fault");
    }

    @Test
    void aDaemonThatTellsTheKernelNoErrorGivesNoBound() {
        estError = 0;
        maxError = 0;
        assertThat(read().errorBoundNanos()).isEmpty();
        maxError = 16 * 500;
        ClockReading grown = read();
        assertThat(grown.state()).isEqualTo(ClockReading.State.SYNCHRONIZED);
        assertThat(grown.errorBoundNanos()).as("the kernel's own growth").isEmpty();
        assertThat(grown.why()).contains("timesyncd");
        maxError = 16 * 500 + 1;
        assertThat(read().errorBoundNanos()).hasValue(8_001_000);
    }

    @Test
    void anAnswerThatMakesNoSenseIsNotUsed() {
        maxError = -1;
        assertThat(read().state()).isEqualTo(ClockReading.State.UNAVAILABLE);
        maxError = 1;
        tolerance = 0;
        assertThat(read().state()).isEqualTo(ClockReading.State.UNAVAILABLE);
    }

    @Test
    void aRefusalIsAReadingWithItsReason() {
        KernelClock clock =
                new KernelClock(
                        time,
                        timex -> {
                            throw new IOException("adjtimex is refused here, errno 1");
                        },
                        "");
        assertThat(clock.read())
                .isEqualTo(
                        ClockReading.unbounded(
                                ClockReading.State.UNAVAILABLE,
                                0,
                                "adjtimex is refused here, errno 1"));
        assertThat(clock.name()).isEqualTo("kernel");
        assertThat(clock.kind()).isEqualTo(ClockSource.Kind.KERNEL);
    }

    @Test
    void otherSystemsAreNotAsked() {
        KernelClock clock =
                new KernelClock(
                        time,
                        timex -> {
                            throw new AssertionError("asked");
                        },
                        LinuxCalls.unavailable("Windows 11", "amd64"));
        assertThat(clock.read().why()).isEqualTo("not available on Windows 11 (expected: Linux)");
    }

    @Test
    void theRealKernelAnswersInTheLayoutThatIsExpected() throws IOException {
        Assumptions.assumeTrue(LinuxCalls.unavailable().isEmpty(), LinuxCalls.unavailable());
        byte[] timex = new byte[LinuxCalls.TIMEX_BYTES];
        try {
            LinuxCalls.readTimex(timex);
        } catch (IOException e) {
            Assumptions.abort("the kernel may not be asked here: " + e.getMessage());
        }
        ByteBuffer answer = ByteBuffer.wrap(timex).order(ByteOrder.nativeOrder());
        // Values that Linux never changes: a tolerance of 500 ppm, and a second of at most 1e9 ns.
        assertThat(answer.getLong(TOLERANCE)).isEqualTo(TOLERANCE_500_PPM);
        assertThat(answer.getLong(TIME_FRACTION)).isBetween(0L, 999_999_999L);
        assertThat(answer.getLong(MAXERROR)).isBetween(0L, 16_000_500L);
        long seconds = answer.getLong(TIME_FRACTION - Long.BYTES);
        assertThat(seconds)
                .isCloseTo(
                        TimeSource.system().epochNanos() / 1_000_000_000,
                        org.assertj.core.api.Assertions.within(60L));

        ClockReading reading = new KernelClock(TimeSource.system()).read();
        boolean unsynchronized = (answer.getInt(STATUS) & KernelClock.STA_UNSYNC) != 0;
        assertThat(reading.state()).isNotEqualTo(ClockReading.State.UNAVAILABLE);
        assertThat(reading.isBounded() && unsynchronized).isFalse();
    }
}
