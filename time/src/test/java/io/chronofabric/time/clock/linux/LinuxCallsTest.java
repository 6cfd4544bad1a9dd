package io.chronofabric.time.clock.linux;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.jna.LastErrorException;
import io.chronofabric.time.TimeSource;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LinuxCallsTest {
    @ParameterizedTest
    @ValueSource(ints = {1, 0x2, 0x4, 0x100, 0x8001, 0xa001, Integer.MIN_VALUE})
    void aStructureThatAsksForAChangeNeverReachesTheKernel(int modes) {
        byte[] timex = new byte[LinuxCalls.TIMEX_BYTES];
        ByteBuffer.wrap(timex).order(ByteOrder.nativeOrder()).putInt(0, modes);
        assertThatThrownBy(() -> LinuxCalls.readTimex(timex))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("modes not 0");
    }

    @Test
    void aStructureOfAnotherSizeIsRefusedSinceTheKernelWouldWriteBeyondIt() {
        assertThatThrownBy(() -> LinuxCalls.readTimex(new byte[LinuxCalls.TIMEX_BYTES - 1]))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void aRefusalAndAMissingLibraryAreNamed() {
        assertThatThrownBy(
                        () ->
                                LinuxCalls.call(
                                        "adjtimex",
                                        () -> {
                                            throw new LastErrorException(1);
                                        }))
                .isInstanceOf(IOException.class)
                .hasMessage("adjtimex is refused here, errno 1");
        assertThatThrownBy(
                        () ->
                                LinuxCalls.call(
                                        "adjtimex",
                                        () -> {
                                            throw new UnsatisfiedLinkError("no such symbol");
                                        }))
                .isInstanceOf(IOException.class)
                .hasMessage("the C library cannot be called: no such symbol");
    }

    @Test
    void whereItCannotWorkItSaysWhatItExpects() {
        assertThat(LinuxCalls.unavailable("Linux", "amd64")).isEmpty();
        assertThat(LinuxCalls.unavailable("Linux", "aarch64")).isEmpty();
        assertThat(LinuxCalls.unavailable("Linux", "arm"))
                .isEqualTo("not available on arm (expected: x86-64 or aarch64)");
        assertThat(LinuxCalls.unavailable("Mac OS X", "aarch64"))
                .isEqualTo("not available on Mac OS X (expected: Linux)");
    }

    @Test
    void theMonotonicClockRunsAsJavasDoes() throws IOException {
        Assumptions.assumeTrue(LinuxCalls.unavailable().isEmpty(), LinuxCalls.unavailable());
        long ours = LinuxCalls.monotonicNanos();
        long java = TimeSource.system().monotonicNanos();
        long oursLater = LinuxCalls.monotonicNanos();
        long javaLater = TimeSource.system().monotonicNanos();
        assertThat(ours).isPositive();
        // Whatever the origins are: what passed between two reads of one holds what lies inside.
        assertThat(oursLater - ours).isGreaterThanOrEqualTo(0);
        assertThat(javaLater - java).isGreaterThanOrEqualTo(0);
    }
}
