package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.cep.EngineChoice;
import io.chronofabric.clogic.egc.cep.SequenceEdge;
import io.chronofabric.clogic.egc.cep.SequenceOutcome;
import io.chronofabric.clogic.egc.cep.SequenceRule;
import io.chronofabric.clogic.egc.cep.SequenceTurn;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.cep.CEP;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.functions.TimedOutPartialMatchHandler;
import org.apache.flink.cep.nfa.aftermatch.AfterMatchSkipStrategy;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.cep.pattern.conditions.SimpleCondition;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.datastream.KeyedStream;
import org.apache.flink.streaming.api.datastream.SingleOutputStreamOperator;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/**
 * The part of a job that judges one sequence rule by Flink CEP.
 *
 * <pre>
 *  signals ─► sample ─┬─ edges ─► pattern ─┬─► judge ─► verdicts, decisions
 *                     ├───────── turns ────┘
 *                     └─► rejected
 * </pre>
 */
public final class SequenceBranch {
    static final TypeInformation<SequenceEdge> EDGE = TypeInformation.of(SequenceEdge.class);
    static final TypeInformation<SequenceTurn> TURN = TypeInformation.of(SequenceTurn.class);

    /** Side output of {@link Outcomes}. */
    static final OutputTag<SequenceTurn> TIMED_OUT = new OutputTag<>("timed-out", TURN);

    private static final String OPENED = "opened";
    private static final String CLOSED = "closed";

    private final SingleOutputStreamOperator<Verdict> verdicts;
    private final DataStream<Rejected> rejected;

    private SequenceBranch(
            SingleOutputStreamOperator<Verdict> verdicts, DataStream<Rejected> rejected) {
        this.verdicts = verdicts;
        this.rejected = rejected;
    }

    /**
     * Adds a branch to a job.
     *
     * @param signals keyed by entity
     * @param sequence the rule
     * @param uids what the uids of its three operators begin with; each gets a name of its own
     * @param maxEvents events of an entity that may wait for the watermark, at least 1
     * @param maxOpen triggers of an entity that may be open, at least 1
     */
    public static SequenceBranch define(
            KeyedStream<Signal, String> signals,
            SequenceRule sequence,
            Uids uids,
            int maxEvents,
            int maxOpen) {
        Rule rule = sequence.rule();
        SingleOutputStreamOperator<SequenceEdge> edges =
                signals.transform(
                                "sample: " + rule.ref(),
                                EDGE,
                                new SequenceSampleOperator(rule, maxEvents, maxOpen))
                        .uid(uids.sample());
        SingleOutputStreamOperator<SequenceTurn> found =
                CEP.pattern(edges.keyBy(SequenceEdge::entity, Types.STRING), pattern(sequence))
                        .process(new Outcomes(rule), TURN)
                        .name("pattern: " + rule.ref())
                        .uid(uids.pattern());
        SingleOutputStreamOperator<Verdict> verdicts =
                found.union(
                                found.getSideOutput(TIMED_OUT),
                                edges.getSideOutput(SequenceSampleOperator.TURNS))
                        .keyBy(SequenceTurn::entity, Types.STRING)
                        .transform(
                                "judge: " + rule.ref(),
                                RecordTypes.verdict(),
                                new SequenceJudgeOperator(rule))
                        .uid(uids.judge());
        return new SequenceBranch(verdicts, edges.getSideOutput(GovernOperator.REJECTED));
    }

    /**
     * The uids of a branch's operators.
     *
     * @param sample of the sampling
     * @param pattern of Flink's CEP
     * @param judge of the judging
     */
    public record Uids(String sample, String pattern, String judge) {}

    /** The verdicts; decisions are at their side output. */
    public SingleOutputStreamOperator<Verdict> verdicts() {
        return verdicts;
    }

    /** The events that could not be used. */
    public DataStream<Rejected> rejected() {
        return rejected;
    }

    /** An edge that opens, and the next that closes, in the rule's window, both ends included. */
    static Pattern<SequenceEdge, ?> pattern(SequenceRule sequence) {
        return Pattern.<SequenceEdge>begin(OPENED, AfterMatchSkipStrategy.noSkip())
                .where(SimpleCondition.of(SequenceEdge::opens))
                .followedBy(CLOSED)
                .where(SimpleCondition.of(edge -> !edge.opens()))
                // A distance equal to what is given here does not match any more.
                .within(Duration.ofMillis(sequence.windowMillis() + 1));
    }

    /** Makes turns of what the pattern finds. */
    static final class Outcomes extends PatternProcessFunction<SequenceEdge, SequenceTurn>
            implements TimedOutPartialMatchHandler<SequenceEdge> {
        private static final long serialVersionUID = 1L;

        private final Rule rule;
        private transient SequenceOutcome outcome;

        Outcomes(Rule rule) {
            this.rule = rule;
        }

        @Override
        public void open(OpenContext context) {
            outcome = new SequenceOutcome(EngineChoice.sequence(rule));
        }

        @Override
        public void processMatch(
                Map<String, List<SequenceEdge>> match,
                Context context,
                Collector<SequenceTurn> out) {
            outcome.closed(match.get(OPENED).get(0), match.get(CLOSED).get(0), out::collect);
        }

        @Override
        public void processTimedOutMatch(Map<String, List<SequenceEdge>> match, Context context) {
            outcome.timedOut(match.get(OPENED).get(0), turn -> context.output(TIMED_OUT, turn));
        }
    }
}
