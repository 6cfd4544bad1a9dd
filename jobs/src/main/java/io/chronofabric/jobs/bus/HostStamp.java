package io.chronofabric.jobs.bus;

import io.chronofabric.core.NodeId;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import io.chronofabric.time.clock.ClockBoundClock;
import io.chronofabric.time.clock.ClockSettings;
import io.chronofabric.time.clock.ClockWatch;
import io.chronofabric.time.clock.HostClocks;
import io.chronofabric.time.clock.HostTime;
import io.chronofabric.time.clock.LoggedClocks;

/** What a publisher of this host stamps its packets with. */
public final class HostStamp implements AutoCloseable {
    private final HostTime host;
    private final HybridLogicalClock clock;
    private final ClockWatch watch;

    /**
     * Begins to watch the host's clock.
     *
     * @param name of the publisher; its node id is made of it
     */
    public HostStamp(String name) {
        TimeSource wall = TimeSource.system();
        this.host =
                new HostTime(
                        wall,
                        HostClocks.inOrder(wall, ClockBoundClock.DEFAULT_FILE),
                        ClockSettings.DEFAULT,
                        new LoggedClocks());
        this.clock = new HybridLogicalClock(host.steady(), NodeId.of(name));
        this.watch = ClockWatch.start(host);
    }

    /** Its hybrid logical clock. */
    public HybridLogicalClock clock() {
        return clock;
    }

    /** The host's time, which does not jump. */
    public TimeSource time() {
        return host.steady();
    }

    /** How far that time may be from true time, in nanoseconds; -1 where nobody knows. */
    public long errorNanos() {
        return host.errorBoundNanos().orElse(-1);
    }

    @Override
    public void close() {
        watch.close();
    }
}
