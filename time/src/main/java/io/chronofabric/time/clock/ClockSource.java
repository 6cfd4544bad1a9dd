package io.chronofabric.time.clock;

/**
 * Something that knows how far the host's wall clock can be from true time. Read by one thread at a
 * time, in the background: a reading may cost microseconds and allocate.
 */
public interface ClockSource extends AutoCloseable {
    /** What a source goes by. */
    enum Kind {
        /** The kernel's own account of its clock, {@code adjtimex}. */
        KERNEL,
        /** The daemon of AWS ClockBound, by its shared memory. */
        CLOCK_BOUND,
        /** A PTP hardware clock. */
        PTP_HARDWARE,
        /** A PTP daemon on ordinary network hardware. */
        PTP_SOFTWARE
    }

    /** A short name, unlike that of every other source of a selector. */
    String name();

    /** What it goes by. */
    Kind kind();

    /**
     * Asks now. What a host can do, such as having no such source, is a reading without a bound and
     * a reason, not an exception.
     */
    ClockReading read();

    /** Gives back what the source holds; most hold nothing. */
    @Override
    default void close() {}
}
