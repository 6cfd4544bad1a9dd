package io.chronofabric.time.clock.linux;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Locale;
import java.util.function.IntSupplier;

/**
 * Reads of the kernel's clocks on 64-bit Linux. Nothing here can set one: a structure that asks for
 * a change is refused before it reaches the kernel. Stateless; safe for use by many threads.
 */
public final class LinuxCalls {
    /** Bytes of {@code struct timex} on x86-64 and aarch64, whatever the C library. */
    public static final int TIMEX_BYTES = 208;

    /** {@code CLOCK_MONOTONIC}: the clock whose coarse reading ClockBound writes down. */
    private static final int CLOCK_MONOTONIC = 1;

    private static final int TIMESPEC_BYTES = 16;
    private static final long NANOS_PER_SECOND = 1_000_000_000L;

    private LinuxCalls() {}

    /** Functions of the C library that every process on Linux has loaded. */
    private interface CLibrary extends Library {
        int adjtimex(byte[] timex) throws LastErrorException;

        @SuppressWarnings("checkstyle:MethodName") // the function's own
        int clock_gettime(int clock, byte[] timespec) throws LastErrorException;
    }

    /** Loaded at the first call, so that other systems never try. */
    private static final class Loaded {
        static final CLibrary LIBRARY = Native.load(CLibrary.class);

        private Loaded() {}
    }

    /**
     * Why the calls cannot be made on this system, a sentence; empty where they can.
     *
     * @param osName as {@code os.name}
     * @param osArch as {@code os.arch}
     */
    public static String unavailable(String osName, String osArch) {
        if (!osName.toLowerCase(Locale.ROOT).startsWith("linux")) {
            return "not available on " + osName + " (expected: Linux)";
        }
        return switch (osArch) {
            case "amd64", "x86_64", "aarch64" -> "";
            default -> "not available on " + osArch + " (expected: x86-64 or aarch64)";
        };
    }

    /** As {@link #unavailable(String, String)}, for the system that this runs on. */
    public static String unavailable() {
        return unavailable(System.getProperty("os.name"), System.getProperty("os.arch"));
    }

    /**
     * {@code adjtimex(2)} as a mere question.
     *
     * @param timex {@value #TIMEX_BYTES} bytes, zero; afterwards what the kernel answered, in the
     *     machine's byte order
     * @return the state of the clock, {@code TIME_OK} to {@code TIME_ERROR}
     * @throws IllegalArgumentException if the structure asks the kernel to change anything
     * @throws IOException if the kernel or a sandbox refuses, or the library cannot be loaded
     */
    public static int readTimex(byte[] timex) throws IOException {
        if (timex.length != TIMEX_BYTES
                || ByteBuffer.wrap(timex).order(ByteOrder.nativeOrder()).getInt(0) != 0) {
            throw new IllegalArgumentException(
                    "timex: not " + TIMEX_BYTES + " bytes, or modes not 0 (expected: a question)");
        }
        return call("adjtimex", () -> Loaded.LIBRARY.adjtimex(timex));
    }

    /**
     * {@code CLOCK_MONOTONIC}, in nanoseconds since some moment that every process of the host
     * agrees on.
     *
     * @throws IOException as {@link #readTimex}
     */
    public static long monotonicNanos() throws IOException {
        byte[] timespec = new byte[TIMESPEC_BYTES];
        call("clock_gettime", () -> Loaded.LIBRARY.clock_gettime(CLOCK_MONOTONIC, timespec));
        ByteBuffer answer = ByteBuffer.wrap(timespec).order(ByteOrder.nativeOrder());
        return answer.getLong(0) * NANOS_PER_SECOND + answer.getLong(Long.BYTES);
    }

    /** Makes a call, and turns what may go wrong into an exception that names it. */
    static int call(String name, IntSupplier call) throws IOException {
        try {
            return call.getAsInt();
        } catch (LastErrorException e) {
            throw new IOException(name + " is refused here, errno " + e.getErrorCode(), e);
        } catch (LinkageError e) {
            throw new IOException("the C library cannot be called: " + e.getMessage(), e);
        }
    }
}
