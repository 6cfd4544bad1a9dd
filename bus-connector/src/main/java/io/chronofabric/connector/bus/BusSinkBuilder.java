package io.chronofabric.connector.bus;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.aeron.BusHome;
import io.chronofabric.core.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.serialization.SerializationSchema;

/**
 * Collects what a {@link BusSink} needs. For one thread.
 *
 * @param <IN> the record in the job
 */
public final class BusSinkBuilder<IN> {
    private static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(30);

    private BusHome home = BusHome.ofUser();
    private String bus;
    private String name;
    private BusDelivery delivery = BusDelivery.AT_LEAST_ONCE;
    private Duration timeout = DEFAULT_TIMEOUT;
    private BusSerializationSchema<IN> schema;

    BusSinkBuilder() {}

    /** The driver's folder, the same on every host; {@link BusHome#ofUser} unless set. */
    public BusSinkBuilder<IN> home(BusHome folder) {
        this.home = folder;
        return this;
    }

    /** Name of the bus; required. */
    public BusSinkBuilder<IN> bus(String which) {
        this.bus = which;
        return this;
    }

    /**
     * Name of this sink, under which its packets are published and recorded; required. To be kept
     * when the job is started again, and not to be used by two jobs at a time.
     */
    public BusSinkBuilder<IN> name(String given) {
        this.name = given;
        return this;
    }

    /** What it guarantees; {@link BusDelivery#AT_LEAST_ONCE} unless set. */
    public BusSinkBuilder<IN> delivery(BusDelivery guarantee) {
        this.delivery = guarantee;
        return this;
    }

    /** How long a publish, a checkpoint and a start may wait; 30 s unless set. */
    public BusSinkBuilder<IN> timeout(Duration longest) {
        this.timeout = longest;
        return this;
    }

    /** Makes packets of records; this or {@link #payloads} is required. */
    public BusSinkBuilder<IN> serializer(BusSerializationSchema<IN> made) {
        this.schema = made;
        return this;
    }

    /** Makes payloads of records. */
    public BusSinkBuilder<IN> payloads(SerializationSchema<IN> made) {
        return serializer(BusSerializationSchema.valueOnly(made));
    }

    /**
     * The sink.
     *
     * @throws BusException with {@link ErrorCode#BUS_INITIALIZATION_FAILED} that names everything
     *     that is missing or out of range
     */
    public BusSink<IN> build() {
        List<String> problems = new ArrayList<>();
        if (bus == null) {
            problems.add("bus: not set");
        }
        if (name == null) {
            problems.add("name: not set");
        }
        if (schema == null) {
            problems.add("serializer: not set");
        }
        if (timeout.isNegative() || timeout.isZero()) {
            problems.add("timeout: " + timeout + " (expected: > 0 s)");
        }
        if (!problems.isEmpty()) {
            throw new BusException(
                    ErrorCode.BUS_INITIALIZATION_FAILED,
                    "a bus sink with " + String.join("; ", problems),
                    "all of it in order",
                    "Set what is named.");
        }
        return BusSink.of(
                new BusSinkSettings(home.directory().toString(), bus, name, delivery, timeout),
                schema);
    }
}
