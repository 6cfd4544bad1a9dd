package io.chronofabric.it.bench.sequence;

import io.chronofabric.it.bench.Load;
import io.chronofabric.it.bench.Measurement;
import io.chronofabric.it.bench.WatermarkEachSecond;
import io.chronofabric.operators.sequence.FoundSequence;
import io.chronofabric.operators.sequence.SequenceBounds;
import io.chronofabric.operators.sequence.TakenEvent;
import io.chronofabric.operators.sequence.flink.SequenceOperator;
import io.chronofabric.time.TimeSource;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.StateBackendOptions;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.sink.v2.DiscardingSink;
import org.apache.flink.util.Collector;

/**
 * Events a second of one hot key in an embedded Flink of one slot on the heap backend, from the
 * first event to the end of the job. The ways take turns after a first run of each that does not
 * count; a figure is the median. That both find as many matches of the same events is checked in
 * each turn.
 */
public final class Explosion implements Load {
    private static final LongAdder MATCHES = new LongAdder();
    private static final LongAdder CHECKSUM = new LongAdder();
    private static final AtomicLong FIRST = new AtomicLong();

    /** What becomes of the key's events: a checksum for each match. */
    private interface Way {
        DataStream<Long> on(KeyedStream<Long, String> events);
    }

    private record Said(long matches, long checksum) {}

    /** Creates the load, as {@link Load} asks. */
    public Explosion() {}

    @Override
    public List<Measurement> run(boolean quick) throws Exception {
        int events = quick ? 4_000 : 20_000;
        int turns = quick ? 1 : 5;
        double[] cep = new double[turns];
        double[] ours = new double[turns];
        Said said = null;
        for (int turn = -1; turn < turns; turn++) {
            double cepRate = rate(Explosion::byCep, events);
            said = new Said(MATCHES.sum(), CHECKSUM.sum());
            double ourRate = rate(Explosion::byOurs, events);
            Said saidByOurs = new Said(MATCHES.sum(), CHECKSUM.sum());
            if (said.matches() == 0 || !said.equals(saidByOurs)) {
                throw new IllegalStateException(
                        "Flink CEP said "
                                + said
                                + ", ours said "
                                + saidByOurs
                                + " (expected: the same, and some)");
            }
            if (turn >= 0) {
                cep[turn] = cepRate;
                ours[turn] = ourRate;
            }
        }
        return List.of(
                Measurement.of("Explosion.matches", said.matches(), "matches"),
                Measurement.of("Explosion.flinkCep", median(cep), "events/s"),
                Measurement.of("Explosion.ours", median(ours), "events/s")
                        .against("Explosion.flinkCep"));
    }

    private static double rate(Way way, int events) throws Exception {
        Configuration flags = new Configuration();
        flags.set(StateBackendOptions.STATE_BACKEND, "hashmap");
        flags.set(PipelineOptions.OBJECT_REUSE, true);
        MATCHES.reset();
        CHECKSUM.reset();
        FIRST.set(0);
        try (StreamExecutionEnvironment env =
                StreamExecutionEnvironment.createLocalEnvironment(1, flags)) {
            KeyedStream<Long, String> keyed =
                    env.fromSequence(0, events - 1L)
                            .map(Explosion::started)
                            .returns(Types.LONG)
                            .assignTimestampsAndWatermarks(
                                    WatermarkStrategy.<Long>forGenerator(
                                                    context -> new WatermarkEachSecond())
                                            .withTimestampAssigner((event, ignored) -> event + 1))
                            .keyBy(event -> "hot", Types.STRING);
            way.on(keyed).map(Explosion::count).returns(Types.LONG).sinkTo(new DiscardingSink<>());
            env.execute();
            return events * 1e9 / (TimeSource.system().monotonicNanos() - FIRST.get());
        }
    }

    private static Long started(Long event) {
        if (event == 0) {
            FIRST.set(TimeSource.system().monotonicNanos());
        }
        return event;
    }

    private static Long count(Long checksum) {
        MATCHES.increment();
        CHECKSUM.add(checksum);
        return checksum;
    }

    private static DataStream<Long> byOurs(KeyedStream<Long, String> events) {
        return events.transform(
                "sequence",
                Types.LONG,
                new SequenceOperator<>(
                        HotKey.pattern(HotKey.WITHIN),
                        SequenceBounds.NONE,
                        HotKey::time,
                        LongSerializer.INSTANCE,
                        SequenceOperator.lateEvents(Types.LONG),
                        0,
                        Explosion::checksum));
    }

    private static Long checksum(FoundSequence<Long> found) {
        long sum = 0;
        for (TakenEvent<Long> taken : found.match().taken()) {
            sum += HotKey.mix(taken.stage(), taken.event());
        }
        return sum * 31 + found.match().taken().size();
    }

    private static DataStream<Long> byCep(KeyedStream<Long, String> events) {
        Pattern<Long, Long> pattern =
                Pattern.<Long>begin("a")
                        .where(SimpleCondition.of(event -> HotKey.kind(event) == 'a'))
                        .followedBy("b")
                        .where(SimpleCondition.of(event -> HotKey.kind(event) == 'b'))
                        .oneOrMore()
                        .followedBy("c")
                        .where(SimpleCondition.of(event -> HotKey.kind(event) == 'c'))
                        .within(HotKey.WITHIN);
        return CEP.pattern(events, pattern).process(new Checksum(), Types.LONG);
    }

    private static double median(double[] values) {
        double[] sorted = values.clone();
        Arrays.sort(sorted);
        return sorted[sorted.length / 2];
    }

    private static final class Checksum extends PatternProcessFunction<Long, Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processMatch(
                Map<String, List<Long>> match, Context context, Collector<Long> out) {
            long sum = 0;
            int size = 0;
            for (Map.Entry<String, List<Long>> stage : match.entrySet()) {
                for (long event : stage.getValue()) {
                    sum += HotKey.mix(stage.getKey(), event);
                    size++;
                }
            }
            out.collect(sum * 31 + size);
        }
    }
}
