package io.chronofabric.it.bench.patterns;

import io.chronofabric.clogic.egc.flink.FixedRulesOperator;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.functions.TimedOutPartialMatchHandler;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.WithinType;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.table.api.Schema;
import org.apache.flink.table.api.Table;
import org.apache.flink.table.api.bridge.java.StreamTableEnvironment;
import org.apache.flink.types.Row;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** A way to find the broken moments on Flink. */
enum FlinkWay {
    /** What it costs to make an event and bring it to its service; finds nothing. */
    KEYED(Watched.NOTHING) {
        @Override
        DataStream<Broken> on(StreamExecutionEnvironment env, FlinkEvents events) {
            return events.signals(env)
                    .keyBy(Signal::entity, Types.STRING)
                    .process(new Nothing(), BROKEN);
        }
    },
    /** The rule of recovery. */
    RECOVERY_GOVERNED(Watched.RECOVERY) {
        @Override
        DataStream<Broken> on(StreamExecutionEnvironment env, FlinkEvents events) {
            return governed(env, events);
        }
    },
    /**
     * Flink CEP: a recovery is a match, what is asked for are the partial matches that time out. At
     * most one is open for a service.
     */
    RECOVERY_CEP(Watched.RECOVERY) {
        @Override
        DataStream<Broken> on(StreamExecutionEnvironment env, FlinkEvents events) {
            Pattern<Signal, ?> recovery =
                    Pattern.<Signal>begin("below")
                            .where(SimpleCondition.of(signal -> latency(signal) < Latencies.LIMIT))
                            .next("above")
                            .where(SimpleCondition.of(signal -> latency(signal) > Latencies.LIMIT))
                            .followedBy("back")
                            .where(SimpleCondition.of(signal -> latency(signal) <= Latencies.LIMIT))
                            .within(
                                    withinAndAt(Watched.RECOVERY_SECONDS),
                                    WithinType.PREVIOUS_AND_CURRENT);
            SingleOutputStreamOperator<Broken> recovered =
                    CEP.pattern(events.signals(env).keyBy(Signal::entity, Types.STRING), recovery)
                            .process(new NotBack(), BROKEN);
            long last = events.input().lastMillis();
            // At its end the input's watermark passes everything, so that what is open times out.
            return recovered
                    .getSideOutput(TIMED_OUT)
                    .filter(
                            broken ->
                                    broken.atMillis() + Watched.RECOVERY_SECONDS * 1_000L <= last);
        }
    },
    /**
     * SQL: MATCH_RECOGNIZE has no timeouts, so an event that comes too late to be a recovery ends
     * the match. That event may itself be the first of the next match.
     */
    RECOVERY_SQL(Watched.RECOVERY) {
        @Override
        DataStream<Broken> on(StreamExecutionEnvironment env, FlinkEvents events) {
            StreamTableEnvironment tables = StreamTableEnvironment.create(env);
            tables.createTemporaryView(
                    "samples",
                    events.samples(env),
                    Schema.newBuilder()
                            .column("service", "STRING")
                            .column("lat", "DOUBLE")
                            .columnByMetadata("rowtime", "TIMESTAMP_LTZ(3)")
                            .watermark("rowtime", "SOURCE_WATERMARK()")
                            .build());
            Table broken =
                    tables.sqlQuery(
                            """
                            SELECT service, brokenAt
                            FROM samples MATCH_RECOGNIZE (
                              PARTITION BY service
                              ORDER BY rowtime
                              MEASURES above.rowtime AS brokenAt
                              ONE ROW PER MATCH
                              AFTER MATCH SKIP TO LAST late
                              PATTERN (below above slow* late)
                              DEFINE
                                below AS below.lat < 250,
                                above AS above.lat > 250,
                                slow AS slow.lat > 250
                                  AND slow.rowtime < above.rowtime + INTERVAL '10' SECOND,
                                late AS late.rowtime > above.rowtime + INTERVAL '10' SECOND
                                  OR late.rowtime = above.rowtime + INTERVAL '10' SECOND
                                    AND late.lat > 250)
                            """);
            return tables.toDataStream(broken)
                    .map(
                            (Row row) ->
                                    new Broken(
                                            row.getFieldAs("service"),
                                            row.<Instant>getFieldAs("brokenAt").toEpochMilli()))
                    .returns(BROKEN);
        }
    },
    /** The rule of refusal. */
    REFUSAL_GOVERNED(Watched.REFUSAL) {
        @Override
        DataStream<Broken> on(StreamExecutionEnvironment env, FlinkEvents events) {
            return governed(env, events);
        }
    },
    /**
     * Flink CEP: a slow event, later one answered at once. Each slow event of ten minutes is a
     * partial match that stays, for more may be answered at once; so a moment is found once for
     * each, and passed on once. MATCH_RECOGNIZE cannot say this: it goes on after the matched rows,
     * or with the next, but must not begin with the same slow event again.
     */
    REFUSAL_CEP(Watched.REFUSAL) {
        @Override
        DataStream<Broken> on(StreamExecutionEnvironment env, FlinkEvents events) {
            Pattern<Signal, ?> refusal =
                    Pattern.<Signal>begin("slow", AfterMatchSkipStrategy.noSkip())
                            .where(SimpleCondition.of(signal -> latency(signal) > Latencies.LIMIT))
                            .followedByAny("refused")
                            .where(
                                    SimpleCondition.of(
                                            signal -> latency(signal) < Latencies.AT_ONCE))
                            .within(withinAndAt(Watched.REFUSAL_SECONDS));
            return CEP.pattern(events.signals(env).keyBy(Signal::entity, Types.STRING), refusal)
                    .process(new Refused(), BROKEN)
                    .keyBy(Broken::service, Types.STRING)
                    .process(new Once(), BROKEN);
        }
    };

    private static final TypeInformation<Broken> BROKEN = TypeInformation.of(Broken.class);
    private static final OutputTag<Broken> TIMED_OUT = new OutputTag<>("timed-out", BROKEN);

    private final Watched watched;

    FlinkWay(Watched watched) {
        this.watched = watched;
    }

    /** What it looks for. */
    Watched watched() {
        return watched;
    }

    /** The broken moments among the events. */
    abstract DataStream<Broken> on(StreamExecutionEnvironment env, FlinkEvents events);

    DataStream<Broken> governed(StreamExecutionEnvironment env, FlinkEvents events) {
        return events.signals(env)
                .keyBy(Signal::entity, Types.STRING)
                .transform(
                        "govern",
                        RecordTypes.verdict(),
                        new FixedRulesOperator(watched.rules(), 100_000))
                .filter(Verdict::isViolated)
                .map(verdict -> new Broken(verdict.entity(), verdict.timeMillis()))
                .returns(BROKEN);
    }

    /** To CEP a gap as long as {@code within} is too long, hence the millisecond. */
    private static Duration withinAndAt(int seconds) {
        return Duration.ofSeconds(seconds).plusMillis(1);
    }

    private static double latency(Signal signal) {
        return signal.fields().get("lat");
    }

    private static final class Nothing extends KeyedProcessFunction<String, Signal, Broken> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processElement(Signal signal, Context context, Collector<Broken> out) {
            // What keying alone costs.
        }
    }

    private static final class NotBack extends PatternProcessFunction<Signal, Broken>
            implements TimedOutPartialMatchHandler<Signal> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processMatch(
                Map<String, List<Signal>> match, Context context, Collector<Broken> out) {
            // Back in time.
        }

        @Override
        public void processTimedOutMatch(Map<String, List<Signal>> match, Context context) {
            List<Signal> above = match.get("above");
            if (above != null) {
                Signal rise = above.get(0);
                context.output(TIMED_OUT, new Broken(rise.entity(), rise.time().epochMillis()));
            }
        }
    }

    private static final class Refused extends PatternProcessFunction<Signal, Broken> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processMatch(
                Map<String, List<Signal>> match, Context context, Collector<Broken> out) {
            Signal refused = match.get("refused").get(0);
            out.collect(new Broken(refused.entity(), refused.time().epochMillis()));
        }
    }

    private static final class Once extends KeyedProcessFunction<String, Broken, Broken> {
        private static final long serialVersionUID = 1L;

        private transient ValueState<Long> last;

        @Override
        public void open(OpenContext context) {
            last = getRuntimeContext().getState(new ValueStateDescriptor<>("last", Types.LONG));
        }

        @Override
        public void processElement(Broken broken, Context context, Collector<Broken> out)
                throws IOException {
            Long before = last.value();
            if (before == null || before < broken.atMillis()) {
                last.update(broken.atMillis());
                out.collect(broken);
            }
        }
    }
}
