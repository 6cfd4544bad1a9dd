package io.chronofabric.jobs.telemetry;

import io.chronofabric.core.NodeId;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.LogicalTime;
import io.chronofabric.time.TimeSource;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * This host's telemetry as signals: one of entity {@code HOST} and, where wanted, one of each
 * {@code HOST/core-N}. For one thread.
 */
public final class HostTelemetry {
    private static final String SOURCE = "host-telemetry";

    private final HostReadings readings = new HostReadings();
    private final TimeSource time;
    private final HybridLogicalClock clock;
    private final String host;
    private final boolean cores;
    private final LongSupplier clockErrorNanos;
    private long position;

    /**
     * Takes the first reading, which the rates of the next are counted from.
     *
     * @param cores whether each core is an entity of its own
     * @param clockErrorNanos how far {@code time} can be from true time, or {@link Signal#NO_BOUND}
     */
    public HostTelemetry(TimeSource time, boolean cores, LongSupplier clockErrorNanos) {
        this.clockErrorNanos = clockErrorNanos;
        this.time = time;
        this.host = hostName();
        this.cores = cores;
        this.clock = new HybridLogicalClock(time, NodeId.of(host));
        readings.host(time.monotonicNanos());
        readings.cores();
    }

    /** This host's name, as its entity is called. */
    public String host() {
        return host;
    }

    /** Reads everything once. All signals have times of their own, in order. */
    public List<Signal> read() {
        // The time of the reading is its beginning: reading takes some milliseconds.
        LogicalTime at = clock.tick();
        long error = clockErrorNanos.getAsLong();
        List<Signal> signals = new ArrayList<>();
        signals.add(signal(at, host, readings.host(time.monotonicNanos()), error));
        if (cores) {
            List<Double> use = readings.cores();
            for (int core = 0; core < use.size(); core++) {
                LogicalTime next =
                        new LogicalTime(at.physicalNanos(), core + 1L, clock.node().value());
                signals.add(
                        signal(next, host + "/core-" + core, Map.of("use", use.get(core)), error));
            }
        }
        return signals;
    }

    private Signal signal(LogicalTime at, String entity, Map<String, Double> fields, long error) {
        return new Signal(at, entity, Fields.of(fields), new Origin(SOURCE, 0, position++))
                .within(error);
    }

    private static String hostName() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException e) {
            return "localhost"; // a host without a name is still a host
        }
    }
}
