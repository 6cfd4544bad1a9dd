package io.chronofabric.connector.bus;

/**
 * Where something was read: for dead letters and logs. Mutable, so that a reader allocates none for
 * each packet; valid until the call that it is given to returns.
 */
public final class BusOrigin {
    private final String bus;
    private final String source;
    private final long recording;
    private long position;

    BusOrigin(String bus, String source, long recording) {
        this.bus = bus;
        this.source = source;
        this.recording = recording;
    }

    BusOrigin at(long end) {
        this.position = end;
        return this;
    }

    /** Name of the bus. */
    public String bus() {
        return bus;
    }

    /** Who published it. */
    public String source() {
        return source;
    }

    /** The recording in the log. */
    public long recording() {
        return recording;
    }

    /** Position in the recording after it. */
    public long position() {
        return position;
    }

    @Override
    public String toString() {
        return bus + "/" + source + " recording " + recording + " before position " + position;
    }
}
