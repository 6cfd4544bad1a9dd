package io.chronofabric.it.bench.bus;

import com.sun.management.OperatingSystemMXBean;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.slot.SlotBusOptions.Publishers;
import io.chronofabric.core.NodeId;
import io.chronofabric.it.bench.Load;
import io.chronofabric.it.bench.Measurement;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;

/**
 * The slots for a minute as fast as they go, every message checked, and what that leaves in memory;
 * then a million messages a second with threads that park in between, and what that takes of the
 * processor.
 */
public final class SlotEndurance implements Load {
    private static final long PARK_NANOS = 1_000_000;
    private static final long PER_SECOND = 1_000_000;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double KIBI = 1_024;
    private static final Path STATUS = Path.of("/proc/self/status");

    private final TimeSource time = TimeSource.system();
    private final HybridLogicalClock clock = new HybridLogicalClock(time, new NodeId(1));
    private final OperatingSystemMXBean system =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** Creates the load, as {@link Load} asks. */
    public SlotEndurance() {}

    @Override
    public List<Measurement> run(boolean quick) throws IOException {
        int seconds = quick ? 3 : 60;
        try (TwoThreads threads = new TwoThreads(time);
                Transport transport =
                        new SlotTransport(clock, time, Publishers.ONE, WhenFull.BLOCK, 1)) {
            double guess = threads.saturated(transport, PER_SECOND).perSecond();
            double perSecond = threads.saturated(transport, (long) guess).perSecond();
            long heap = usedHeap();
            double resident = residentBytes();
            TwoThreads.Rate rate = threads.saturated(transport, (long) (perSecond * seconds));
            double heapGrowth = usedHeap() - (double) heap;
            double residentGrowth = residentBytes() - resident;
            if (rate.disordered() > 0) {
                throw new IllegalStateException("out of order: " + rate);
            }
            return List.of(
                    new Measurement(
                            "endurance.rate",
                            rate.perSecond(),
                            Double.NaN,
                            "messages/s",
                            rate.bytesEach(),
                            ""),
                    Measurement.of("endurance.lost", rate.lost(), "messages"),
                    Measurement.of("endurance.heapGrowth", heapGrowth / KIBI, "KiB"),
                    Measurement.of("endurance.residentGrowth", residentGrowth / KIBI, "KiB"),
                    Measurement.of("parked.processor", parkedShare(quick ? 2 : 10), "of one core"));
        }
    }

    /** Both threads park for a millisecond and then do what has come due. */
    private double parkedShare(int seconds) {
        long messages = seconds * PER_SECOND;
        try (Transport transport =
                new SlotTransport(clock, time, Publishers.ONE, WhenFull.BLOCK, 1)) {
            long start = time.monotonicNanos();
            long busy = system.getProcessCpuTime();
            CompletableFuture<Void> receiving =
                    CompletableFuture.runAsync(() -> receive(transport.receiver(), messages));
            CompletableFuture<Void> sending =
                    CompletableFuture.runAsync(() -> send(transport.sender(), start, messages));
            CompletableFuture.allOf(receiving, sending).join();
            busy = system.getProcessCpuTime() - busy;
            return (double) busy / (time.monotonicNanos() - start);
        }
    }

    private void send(Transport.Sender sender, long start, long messages) {
        long sent = 0;
        while (sent < messages) {
            long elapsed = time.monotonicNanos() - start;
            long due = (long) (elapsed / NANOS_PER_SECOND * PER_SECOND);
            while (sent < Math.min(due, messages) && sender.trySend(sent, elapsed)) {
                sent++;
            }
            LockSupport.parkNanos(PARK_NANOS);
        }
    }

    private static void receive(Transport.Receiver receiver, long messages) {
        long[] arrived = new long[1];
        Transport.Arrivals arrivals = (index, nanos) -> arrived[0]++;
        while (arrived[0] < messages) {
            if (receiver.poll(arrivals) == 0) {
                LockSupport.parkNanos(PARK_NANOS);
            }
        }
    }

    private static long usedHeap() {
        System.gc();
        return ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed();
    }

    /** What the process holds of real memory; NaN where the system does not say. */
    private static double residentBytes() throws IOException {
        if (!Files.exists(STATUS)) {
            return Double.NaN;
        }
        try (Stream<String> lines = Files.lines(STATUS)) {
            return lines.filter(line -> line.startsWith("VmRSS:"))
                    .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * KIBI)
                    .findFirst()
                    .orElse(Double.NaN);
        }
    }
}
