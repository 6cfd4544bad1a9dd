package io.chronofabric.jobs.telemetry;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import oshi.SystemInfo;
import oshi.hardware.CentralProcessor;
import oshi.hardware.GlobalMemory;
import oshi.hardware.HWDiskStore;
import oshi.hardware.NetworkIF;

/**
 * Reads what this host and this JVM are doing, through OSHI and the platform's beans. Loads and
 * rates are those since the reading before. What a platform does not tell is left out. For one
 * thread.
 */
final class HostReadings {
    private static final double PERCENT = 100;
    private static final double NANOS_PER_SECOND = 1e9;
    private static final double BYTES_PER_MIB = 1 << 20;

    private final CentralProcessor processor;
    private final GlobalMemory memory;
    private final List<HWDiskStore> disks;
    private final List<NetworkIF> networks;
    private final MemoryMXBean heap = ManagementFactory.getMemoryMXBean();
    private final List<GarbageCollectorMXBean> collectors =
            ManagementFactory.getGarbageCollectorMXBeans();

    private long[] ticks;
    private long[][] coreTicks;
    private final Rate diskRead = new Rate();
    private final Rate diskWrite = new Rate();
    private final Rate netIn = new Rate();
    private final Rate netOut = new Rate();
    private final Rate collecting = new Rate();

    HostReadings() {
        SystemInfo system = new SystemInfo();
        processor = system.getHardware().getProcessor();
        memory = system.getHardware().getMemory();
        disks = system.getHardware().getDiskStores().stream().filter(HostReadings::isReal).toList();
        networks =
                system.getHardware().getNetworkIFs().stream().filter(HostReadings::isReal).toList();
        ticks = processor.getSystemCpuLoadTicks();
        coreTicks = processor.getProcessorCpuLoadTicks();
    }

    /** Loop devices and device mappers repeat what a real disk does. */
    private static boolean isReal(HWDiskStore disk) {
        return !disk.getName().matches(".*/(loop|dm-|md|ram|zram|sr)\\d*");
    }

    /** Bridges and their ends repeat what a real interface carries. */
    private static boolean isReal(NetworkIF network) {
        return !network.getName().matches("(veth|docker|br-|virbr|lo).*");
    }

    /**
     * The host's fields.
     *
     * @param nowNanos a monotonic clock, for the rates
     */
    Map<String, Double> host(long nowNanos) {
        Map<String, Double> fields = new TreeMap<>();
        put(fields, "cpu_percent", PERCENT * processor.getSystemCpuLoadBetweenTicks(ticks));
        ticks = processor.getSystemCpuLoadTicks();

        double[] load = processor.getSystemLoadAverage(3);
        putIfKnown(fields, "load_1m", load[0]);
        putIfKnown(fields, "load_5m", load[1]);
        putIfKnown(fields, "load_15m", load[2]);
        putIfKnown(fields, "load_1m_per_core", load[0] / processor.getLogicalProcessorCount());

        double total = memory.getTotal();
        put(fields, "memory_percent", PERCENT * (total - memory.getAvailable()) / total);

        // Without libudev there is no list of disks; then nothing is said instead of 0.
        if (!disks.isEmpty()) {
            disks.forEach(HWDiskStore::updateAttributes);
            double read = disks.stream().mapToDouble(HWDiskStore::getReadBytes).sum();
            double write = disks.stream().mapToDouble(HWDiskStore::getWriteBytes).sum();
            put(fields, "disk_read_bytes_per_s", diskRead.perSecond(read, nowNanos));
            put(fields, "disk_write_bytes_per_s", diskWrite.perSecond(write, nowNanos));
        }
        if (!networks.isEmpty()) {
            networks.forEach(NetworkIF::updateAttributes);
            double in = networks.stream().mapToDouble(NetworkIF::getBytesRecv).sum();
            double out = networks.stream().mapToDouble(NetworkIF::getBytesSent).sum();
            put(fields, "net_in_bytes_per_s", netIn.perSecond(in, nowNanos));
            put(fields, "net_out_bytes_per_s", netOut.perSecond(out, nowNanos));
        }

        double collected =
                collectors.stream().mapToDouble(c -> Math.max(0, c.getCollectionTime())).sum();
        put(fields, "jvm_gc_ms_per_s", collecting.perSecond(collected, nowNanos));
        put(fields, "jvm_heap_mib", heap.getHeapMemoryUsage().getUsed() / BYTES_PER_MIB);
        double max = heap.getHeapMemoryUsage().getMax();
        putIfKnown(fields, "jvm_heap_percent", PERCENT * heap.getHeapMemoryUsage().getUsed() / max);
        return fields;
    }

    /** How busy each core was, in percent, in order of number. */
    List<Double> cores() {
        List<Double> use = new ArrayList<>();
        for (double load : processor.getProcessorCpuLoadBetweenTicks(coreTicks)) {
            use.add(PERCENT * load);
        }
        coreTicks = processor.getProcessorCpuLoadTicks();
        return use;
    }

    private static void putIfKnown(Map<String, Double> fields, String name, double value) {
        if (value >= 0) {
            put(fields, name, value);
        }
    }

    private static void put(Map<String, Double> fields, String name, double value) {
        if (Double.isFinite(value)) {
            fields.put(name, value);
        }
    }

    /** The growth of a counter in a second. */
    private static final class Rate {
        private double before = Double.NaN;
        private long beforeNanos;

        /** NaN at first; 0 where the counter has begun anew. */
        double perSecond(double count, long nowNanos) {
            double rate = (count - before) * NANOS_PER_SECOND / (nowNanos - beforeNanos);
            before = count;
            beforeNanos = nowNanos;
            return rate < 0 ? 0 : rate;
        }
    }
}
