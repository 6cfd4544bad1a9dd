package io.chronofabric.connector.bus;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.aeron.BusHome;
import io.chronofabric.bus.wire.FrameLayout;
import io.chronofabric.core.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.DeserializationSchema;

/**
 * Collects what a {@link BusSource} needs. For one thread.
 *
 * @param <OUT> the record in the job
 */
public final class BusSourceBuilder<OUT> {
    private static final Duration DEFAULT_DISCOVERY = Duration.ofSeconds(1);
    private static final Duration DEFAULT_RECORD_TIMEOUT = Duration.ofSeconds(10);

    private BusHome home = BusHome.ofUser();
    private String bus;
    private String consumer = "";
    private long targets = FrameLayout.EVERYONE;
    private boolean committedOnly;
    private boolean bounded;
    private boolean fromLatest;
    private boolean driverOptional;
    private int retained = 1;
    private BusWait wait = BusWait.BACKOFF;
    private Duration discovery = DEFAULT_DISCOVERY;
    private Duration recordTimeout = DEFAULT_RECORD_TIMEOUT;
    private BusDeserializationSchema<OUT> schema;

    BusSourceBuilder() {}

    /** The driver's folder, the same on every host; {@link BusHome#ofUser} unless set. */
    public BusSourceBuilder<OUT> home(BusHome folder) {
        this.home = folder;
        return this;
    }

    /** Name of the bus; required. */
    public BusSourceBuilder<OUT> bus(String name) {
        this.bus = name;
        return this;
    }

    /**
     * A name under which completed checkpoints note how far they are, so that {@code chronofabric
     * bus purge} knows what is not needed any more. Without one nothing is noted.
     */
    public BusSourceBuilder<OUT> consumer(String name) {
        this.consumer = name;
        return this;
    }

    /**
     * How many completed checkpoints the job keeps; as {@code
     * execution.checkpointing.num-retained}.
     */
    public BusSourceBuilder<OUT> retainedCheckpoints(int count) {
        this.retained = count;
        return this;
    }

    /** Only packets whose mask has one of these bits; all unless set. */
    public BusSourceBuilder<OUT> targets(long mask) {
        this.targets = mask;
        return this;
    }

    /**
     * Only packets of transactional sinks, once committed. Unless set, packets of publishers as
     * soon as they are there and those of transactional sinks once committed.
     */
    public BusSourceBuilder<OUT> committedOnly() {
        this.committedOnly = true;
        return this;
    }

    /** Ends at what is recorded when the job starts. */
    public BusSourceBuilder<OUT> bounded() {
        this.bounded = true;
        return this;
    }

    /** Leaves out what is recorded when the job first starts. */
    public BusSourceBuilder<OUT> fromLatest() {
        this.fromLatest = true;
        return this;
    }

    /** Lets readers on hosts without a driver read nothing, instead of failing. */
    public BusSourceBuilder<OUT> driverOptional() {
        this.driverOptional = true;
        return this;
    }

    /** What a reader does while nothing is published; {@link BusWait#BACKOFF} unless set. */
    public BusSourceBuilder<OUT> whileIdle(BusWait strategy) {
        this.wait = strategy;
        return this;
    }

    /** How often to look for new recordings; 1 s unless set. */
    public BusSourceBuilder<OUT> discoveryInterval(Duration interval) {
        this.discovery = interval;
        return this;
    }

    /** How long a checkpoint waits for the log to pass its positions; 10 s unless set. */
    public BusSourceBuilder<OUT> recordTimeout(Duration timeout) {
        this.recordTimeout = timeout;
        return this;
    }

    /** Makes records of packets; this or {@link #payloads} is required. */
    public BusSourceBuilder<OUT> deserializer(BusDeserializationSchema<OUT> made) {
        this.schema = made;
        return this;
    }

    /** Makes records of payloads. */
    public BusSourceBuilder<OUT> payloads(DeserializationSchema<OUT> made) {
        return deserializer(BusDeserializationSchema.valueOnly(made));
    }

    /**
     * The source.
     *
     * @throws BusException with {@link ErrorCode#BUS_INITIALIZATION_FAILED} that names everything
     *     that is missing or out of range
     */
    public BusSource<OUT> build() {
        List<String> problems = new ArrayList<>();
        check(problems, bus != null, "bus: not set");
        check(problems, schema != null, "deserializer: not set");
        check(problems, retained >= 1, "retainedCheckpoints: " + retained + " (expected: >= 1)");
        check(
                problems,
                !discovery.isNegative() && !discovery.isZero(),
                "discoveryInterval: " + discovery + " (expected: > 0 s)");
        check(
                problems,
                !recordTimeout.isNegative() && !recordTimeout.isZero(),
                "recordTimeout: " + recordTimeout + " (expected: > 0 s)");
        if (!problems.isEmpty()) {
            throw new BusException(
                    ErrorCode.BUS_INITIALIZATION_FAILED,
                    "a bus source with " + String.join("; ", problems),
                    "all of it in order",
                    "Set what is named.");
        }
        return new BusSource<>(
                new BusSourceSettings(
                        home.directory().toString(),
                        bus,
                        consumer,
                        targets,
                        committedOnly,
                        bounded,
                        fromLatest,
                        driverOptional,
                        retained,
                        wait,
                        discovery,
                        recordTimeout),
                schema);
    }

    private static void check(List<String> problems, boolean holds, String text) {
        if (!holds) {
            problems.add(text);
        }
    }
}
