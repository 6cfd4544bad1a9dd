package io.chronofabric.it.bench.governance;

import com.sun.management.OperatingSystemMXBean;
import io.chronofabric.clogic.egc.flink.FixedRulesOperator;
import io.chronofabric.it.bench.Load;
import io.chronofabric.it.bench.Measurement;
import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * CPU nanoseconds an event costs the whole process in an embedded Flink of two slots. Ways take
 * turns after a first run of each that does not count; a figure is the median of its turns. What
 * the ways for one rule say is compared before anything is printed.
 */
public final class OnFlink implements Load {
    private static final String UNIT = "CPU ns/event";
    private static final int SLOTS = 2;
    private static final LongAdder VERDICTS = new LongAdder();
    private static final LongAdder CHECKSUM = new LongAdder();

    private final OperatingSystemMXBean process =
            (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();

    /** What becomes of keyed signals. */
    private interface Way {
        DataStream<Verdict> on(KeyedStream<Signal, String> signals);
    }

    /** A way on a backend with some events. */
    private record Run(Way way, String backend, KeyedEvents events, String peer) {}

    private record Said(long verdicts, long checksum) {}

    /** Creates the load, as {@link Load} asks. */
    public OnFlink() {}

    @Override
    public List<Measurement> run(boolean quick) throws Exception {
        int scale = quick ? 1 : 4;
        KeyedEvents few = new KeyedEvents(1_000, 500 * scale);
        KeyedEvents onDisk = new KeyedEvents(1_000, 100 * scale);
        KeyedEvents many = new KeyedEvents(100_000, 10 * scale);
        KeyedEvents manyOnDisk = new KeyedEvents(100_000, 2 * scale);
        Way one = governed(rules(1));
        Way ten = governed(rules(10));
        Map<String, Run> runs = new LinkedHashMap<>();
        runs.put("keyed.heap", new Run(OnFlink::untouched, "hashmap", few, ""));
        runs.put("handWritten.heap", new Run(OnFlink::byHand, "hashmap", few, ""));
        runs.put("governed.heap", new Run(one, "hashmap", few, "handWritten.heap"));
        runs.put("handWritten.rocksdb", new Run(OnFlink::byHand, "rocksdb", onDisk, ""));
        runs.put("governed.rocksdb", new Run(one, "rocksdb", onDisk, "handWritten.rocksdb"));
        runs.put("tenRules100kKeys.heap", new Run(ten, "hashmap", many, ""));
        runs.put("tenRules100kKeys.rocksdb", new Run(ten, "rocksdb", manyOnDisk, ""));
        Map<String, double[]> costs = new LinkedHashMap<>();
        Map<String, Said> said = new LinkedHashMap<>();
        int turns = quick ? 2 : 5;
        for (int turn = -1; turn < turns; turn++) {
            for (Map.Entry<String, Run> run : runs.entrySet()) {
                double cost = cost(run.getValue());
                said.put(run.getKey(), new Said(VERDICTS.sum(), CHECKSUM.sum()));
                if (turn >= 0) {
                    costs.computeIfAbsent(run.getKey(), k -> new double[turns])[turn] = cost;
                }
            }
        }
        demandEqual(said, "handWritten.heap", "governed.heap");
        demandEqual(said, "handWritten.rocksdb", "governed.rocksdb");
        List<Measurement> rows = new ArrayList<>();
        costs.forEach(
                (name, turn) ->
                        rows.add(
                                new Measurement(
                                        "OnFlink." + name,
                                        median(turn),
                                        Double.NaN,
                                        UNIT,
                                        Double.NaN,
                                        runs.get(name).peer().isEmpty()
                                                ? ""
                                                : "OnFlink." + runs.get(name).peer())));
        return rows;
    }

    private static void demandEqual(Map<String, Said> said, String one, String other) {
        if (said.get(one).verdicts() == 0 || !said.get(one).equals(said.get(other))) {
            throw new IllegalStateException(
                    one
                            + " said "
                            + said.get(one)
                            + ", "
                            + other
                            + " said "
                            + said.get(other)
                            + " (expected: the same)");
        }
    }

    private double cost(Run run) throws Exception {
        Configuration flags = new Configuration();
        flags.set(StateBackendOptions.STATE_BACKEND, run.backend());
        flags.set(PipelineOptions.OBJECT_REUSE, true);
        VERDICTS.reset();
        CHECKSUM.reset();
        try (StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(SLOTS, flags)) {
            run.way()
                    .on(run.events().in(env).keyBy(Signal::entity, Types.STRING))
                    .map(OnFlink::count)
                    .returns(RecordTypes.verdict())
                    .sinkTo(new DiscardingSink<>());
            long before = process.getProcessCpuTime();
            env.execute();
            return (double) (process.getProcessCpuTime() - before) / run.events().count();
        }
    }

    private static Verdict count(Verdict verdict) {
        VERDICTS.increment();
        CHECKSUM.add(
                31L * verdict.entity().hashCode()
                        + verdict.timeMillis()
                        + Double.hashCode(verdict.robustness() + 0.0));
        return verdict;
    }

    private static DataStream<Verdict> untouched(KeyedStream<Signal, String> signals) {
        return signals.process(new Nothing(), RecordTypes.verdict());
    }

    private static DataStream<Verdict> byHand(KeyedStream<Signal, String> signals) {
        return signals.process(new HandWritten(), RecordTypes.verdict());
    }

    private static Way governed(List<Rule> rules) {
        return signals ->
                signals.transform(
                        "govern", RecordTypes.verdict(), new FixedRulesOperator(rules, 100_000));
    }

    /** The response rule, with other thresholds for each further one. */
    private static List<Rule> rules(int count) {
        StringBuilder documents = new StringBuilder();
        for (int i = 0; i < count; i++) {
            int limit = 250 + i;
            documents
                    .append("---\napiVersion: egc/v1\nkind: Rule\nmetadata: {id: response-")
                    .append(i)
                    .append("}\nspec:\n  signals: {lat: lat}\n")
                    .append("  sampling: {period: 1s, tolerance: 0%, fill: none}\n")
                    .append("  lateness: 0s\n")
                    .append("  formula: \"always[0,60s]((lat > ")
                    .append(limit)
                    .append(") -> eventually[0,10s](lat <= ")
                    .append(limit)
                    .append("))\"\n");
        }
        RuleDocuments.Result read = RuleDocuments.read("bench", documents.toString());
        if (read.hasErrors()) {
            throw new IllegalStateException(read.problems().toString());
        }
        return read.rules();
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        int middle = sorted.length / 2;
        return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static final class Nothing extends KeyedProcessFunction<String, Signal, Verdict> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processElement(Signal signal, Context context, Collector<Verdict> out) {
            // What keying alone costs.
        }
    }
}
