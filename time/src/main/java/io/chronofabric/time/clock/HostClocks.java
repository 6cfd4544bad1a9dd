package io.chronofabric.time.clock;

import io.chronofabric.time.TimeSource;
import java.nio.file.Path;
import java.util.List;

/** The sources that a host may have. */
public final class HostClocks {
    private HostClocks() {}

    /**
     * ClockBound, then the kernel, whether they are there or not.
     *
     * @param time the clock that readings are dated by
     * @param clockBound the shared memory of ClockBound's daemon
     */
    public static List<ClockSource> inOrder(TimeSource time, Path clockBound) {
        return List.of(new ClockBoundClock(time, clockBound), new KernelClock(time));
    }
}
