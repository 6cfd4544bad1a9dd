package io.chronofabric.it.bench.patterns;

import com.sun.management.OperatingSystemMXBean;
import io.chronofabric.it.bench.Measurement;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Measures the CPU nanoseconds that an event costs the whole process, each way. Ways take turns
 * after a first run of each that does not count; a figure is the median of its turns. What a way
 * finds is compared with the broken moments there are, each time.
 */
final class Turns {
    private static final String UNIT = "CPU ns/event";

    private final OperatingSystemMXBean process =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    private final String name;
    private final int turns;
    private final Map<String, Run> runs = new LinkedHashMap<>();

    private interface Way {
        List<Broken> in(Latencies input) throws Exception;
    }

    private record Run(Way way, Latencies input, List<Broken> broken, String peer) {}

    Turns(String name, int turns) {
        this.name = name;
        this.turns = turns;
    }

    /**
     * Adds a way on Flink.
     *
     * @param row its name in the table
     * @param peer the row that it is compared with; empty for none
     */
    void add(String row, FlinkWay way, String backend, Latencies input, String peer) {
        List<Broken> broken = way.watched().in(input);
        runs.put(row, new Run(new FlinkRun(way, backend)::in, input, broken, peer));
    }

    /** Adds a way without Flink. */
    void add(String row, OneProcess way, Latencies input, String peer) {
        runs.put(row, new Run(way::in, input, way.watched().in(input), peer));
    }

    /** Measures all that were added. */
    List<Measurement> rows() throws Exception {
        Map<String, double[]> costs = new LinkedHashMap<>();
        for (int turn = -1; turn < turns; turn++) {
            for (Map.Entry<String, Run> entry : runs.entrySet()) {
                Run run = entry.getValue();
                long before = process.getProcessCpuTime();
                List<Broken> found = run.way().in(run.input());
                double spent = process.getProcessCpuTime() - before;
                Watched.demandEqual(entry.getKey(), found, run.broken());
                if (turn >= 0) {
                    costs.computeIfAbsent(entry.getKey(), row -> new double[turns])[turn] =
                            spent / run.input().count();
                }
            }
        }
        List<Measurement> rows = new ArrayList<>();
        costs.forEach(
                (row, spent) ->
                        rows.add(measurement(row, median(spent), UNIT, runs.get(row).peer())));
        return rows;
    }

    /** What a way on Flink keeps for a service, in a savepoint after all events. */
    Measurement kept(String row, FlinkWay way, Latencies input, String peer) throws Exception {
        double bytes = new FlinkRun(way, "hashmap").savepointBytes(input);
        return measurement(row, bytes / input.services(), "bytes/service", peer);
    }

    private Measurement measurement(String row, double score, String unit, String peer) {
        return Measurement.of(name + "." + row, score, unit)
                .against(peer.isEmpty() ? "" : name + "." + peer);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
