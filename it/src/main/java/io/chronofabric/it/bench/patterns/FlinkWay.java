package io.chronofabric.it.bench.patterns;

import io.chronofabric.clogic.egc.flink.FixedRulesOperator;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.functions.TimedOutPartialMatchHandler;
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
    KEYED {
        @Override
        DataStream<Broken> on(StreamExecutionEnvironment env, FlinkEvents events) {
            return events.signals(env)
                    .keyBy(Signal::entity, Types.STRING)
                    .process(new Nothing(), BROKEN);
        }
    },
    /** The rule. */
    GOVERNED {
        @Override
        DataStream<Broken> on(StreamExecutionEnvironment env, FlinkEvents events) {
            List<Rule> rules = Recovery.asRule();
            return events.signals(env)
                    .keyBy(Signal::entity, Types.STRING)
                    .transform(
                            "govern", RecordTypes.verdict(), new FixedRulesOperator(rules, 100_000))
                    .filter(Verdict::isViolated)
                    .map(verdict -> new Broken(verdict.entity(), verdict.timeMillis()))
                    .returns(BROKEN);
        }
    },
    /**
     * Flink CEP: a recovery is a match, what is asked for are the partial matches that time out. At
     * most one is open for a service. A gap as long as {@code within} counts as too long, hence the
     * millisecond.
     */
    CEP_TIMEOUT {
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
                                    Duration.ofMillis(Recovery.WITHIN_MILLIS + 1),
                                    WithinType.PREVIOUS_AND_CURRENT);
            SingleOutputStreamOperator<Broken> recovered =
                    CEP.pattern(events.signals(env).keyBy(Signal::entity, Types.STRING), recovery)
                            .process(new NotBack(), BROKEN);
            long last = events.input().lastMillis();
            // At its end the input's watermark passes everything, so that what is open times out.
            return recovered
                    .getSideOutput(TIMED_OUT)
                    .filter(broken -> broken.atMillis() + Recovery.WITHIN_MILLIS <= last);
        }
    },
    /**
     * SQL: MATCH_RECOGNIZE has no timeouts, so an event that comes too late to be a recovery ends
     * the match. That event may itself be the first of the next match.
     */
    MATCH_RECOGNIZE {
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
    };

    private static final TypeInformation<Broken> BROKEN = TypeInformation.of(Broken.class);
    private static final OutputTag<Broken> TIMED_OUT = new OutputTag<>("timed-out", BROKEN);

    /** The broken moments among the events. */
    abstract DataStream<Broken> on(StreamExecutionEnvironment env, FlinkEvents events);

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
}
