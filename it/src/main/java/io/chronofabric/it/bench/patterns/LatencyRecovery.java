package io.chronofabric.it.bench.patterns;

import com.sun.management.OperatingSystemMXBean;
import io.chronofabric.it.bench.Load;
import io.chronofabric.it.bench.Measurement;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * CPU nanoseconds that an event costs the whole process, each way. Ways take turns after a first
 * run of each that does not count; a figure is the median of its turns. What a way finds is
 * compared with the broken moments there are, each time.
 */
public final class LatencyRecovery implements Load {
    private static final String UNIT = "CPU ns/event";
    private static final long SEED = 1;

    private final OperatingSystemMXBean process =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final Map<String, Run> runs = new LinkedHashMap<>();

    /** Looks for broken moments. */
    private interface Way {
        List<Broken> in(Latencies input) throws Exception;
    }

    /** What is there to be found, and a way to do it; its figure is compared with another run's. */
    private record Run(Way way, Latencies input, List<Broken> broken, String peer) {}

    /** Creates the load, as {@link Load} asks. */
    public LatencyRecovery() {}

    @Override
    public List<Measurement> run(boolean quick) throws Exception {
        int scale = quick ? 1 : 4;
        Latencies few = new Latencies(1_000, 600 * scale, SEED);
        Latencies onDisk = new Latencies(1_000, quick ? 20 : 40, SEED);
        Latencies inProcess = new Latencies(1_000, 3_000 * scale, SEED);
        List<Broken> fewBroken = Recovery.in(few);
        List<Broken> onDiskBroken = Recovery.in(onDisk);
        List<Broken> inProcessBroken = Recovery.in(inProcess);
        runs.put("keyed.heap", onFlink(FlinkWay.KEYED, "hashmap", few, List.of(), ""));
        runs.put("governed.heap", onFlink(FlinkWay.GOVERNED, "hashmap", few, fewBroken, ""));
        runs.put(
                "cep.heap",
                onFlink(FlinkWay.CEP_TIMEOUT, "hashmap", few, fewBroken, "governed.heap"));
        runs.put(
                "matchRecognize.heap",
                onFlink(FlinkWay.MATCH_RECOGNIZE, "hashmap", few, fewBroken, "governed.heap"));
        runs.put(
                "governed.rocksdb",
                onFlink(FlinkWay.GOVERNED, "rocksdb", onDisk, onDiskBroken, ""));
        runs.put(
                "cep.rocksdb",
                onFlink(FlinkWay.CEP_TIMEOUT, "rocksdb", onDisk, onDiskBroken, "governed.rocksdb"));
        runs.put(
                "matchRecognize.rocksdb",
                onFlink(
                        FlinkWay.MATCH_RECOGNIZE,
                        "rocksdb",
                        onDisk,
                        onDiskBroken,
                        "governed.rocksdb"));
        runs.put("made.process", new Run(OneProcess.MADE::in, inProcess, List.of(), ""));
        runs.put(
                "governed.process",
                new Run(OneProcess.GOVERNED::in, inProcess, inProcessBroken, ""));
        runs.put(
                "esper.process",
                new Run(OneProcess.ESPER::in, inProcess, inProcessBroken, "governed.process"));
        return rows(measure(quick ? 2 : 5));
    }

    private static Run onFlink(
            FlinkWay way, String backend, Latencies input, List<Broken> broken, String peer) {
        return new Run(new FlinkRun(way, backend)::in, input, broken, peer);
    }

    private Map<String, double[]> measure(int turns) throws Exception {
        Map<String, double[]> costs = new LinkedHashMap<>();
        for (int turn = -1; turn < turns; turn++) {
            for (Map.Entry<String, Run> entry : runs.entrySet()) {
                Run run = entry.getValue();
                long before = process.getProcessCpuTime();
                List<Broken> found = run.way().in(run.input());
                double cost = (double) (process.getProcessCpuTime() - before) / run.input().count();
                Recovery.demandEqual(entry.getKey(), found, run.broken());
                if (turn >= 0) {
                    costs.computeIfAbsent(entry.getKey(), key -> new double[turns])[turn] = cost;
                }
            }
        }
        return costs;
    }

    private List<Measurement> rows(Map<String, double[]> costs) {
        List<Measurement> rows = new ArrayList<>();
        costs.forEach(
                (name, turns) -> {
                    String peer = runs.get(name).peer();
                    rows.add(
                            Measurement.of(rowOf(name), median(turns), UNIT)
                                    .against(peer.isEmpty() ? "" : rowOf(peer)));
                });
        return rows;
    }

    private static String rowOf(String name) {
        return "LatencyRecovery." + name;
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
