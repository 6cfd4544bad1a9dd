package io.chronofabric.operators.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.common.typeutils.base.LongSerializer;
import org.apache.flink.cep.functions.PatternProcessFunction;
import org.apache.flink.cep.functions.TimedOutPartialMatchHandler;
import org.apache.flink.cep.nfa.compiler.NFACompiler;
import org.apache.flink.cep.operator.CepOperator;
import org.apache.flink.cep.pattern.Pattern;
import org.apache.flink.streaming.util.KeyedOneInputStreamOperatorTestHarness;
import org.apache.flink.util.Collector;
import org.apache.flink.util.OutputTag;

/** Runs of a pattern over events, by our engine and by Flink CEP's operator. */
final class Runs {
    private static final OutputTag<String> TIMED_OUT = new OutputTag<>("out", Types.STRING);

    private Runs() {}

    /** Collects what is found, as text. */
    static final class Found implements SequenceOutput<Long> {
        final List<String> matches = new ArrayList<>();
        final List<String> timedOut = new ArrayList<>();

        @Override
        public void matched(SequenceMatch<Long> match) {
            matches.add(new TreeMap<>(match.byStage()).toString());
        }

        @Override
        public void timedOut(SequenceMatch<Long> partial) {
            timedOut.add(new TreeMap<>(partial.byStage()).toString());
        }

        @Override
        public boolean wantsTimedOut() {
            return true;
        }

        Found sorted() {
            matches.sort(null);
            timedOut.sort(null);
            return this;
        }
    }

    static SequenceEngine<Long> engine(SequencePattern<Long> pattern, SequenceBounds bounds) {
        return new SequenceEngine<>(pattern, bounds, Ev::time);
    }

    static Found ours(SequencePattern<Long> pattern, List<Long> events, long endMillis) {
        SequenceEngine<Long> engine = engine(pattern, SequenceBounds.NONE);
        SequenceState<Long> state = engine.newState(1);
        Found found = new Found();
        for (long event : events) {
            engine.onEvent(state, event, found);
        }
        engine.advanceTo(state, endMillis * 1_000_000, found);
        return found.sorted();
    }

    static Found flinks(Pattern<Long, ?> pattern, List<Long> events, long endMillis)
            throws Exception {
        Found found = new Found();
        CepOperator<Long, Integer, String> operator =
                new CepOperator<>(
                        LongSerializer.INSTANCE,
                        false,
                        NFACompiler.compileFactory(pattern, true),
                        null,
                        pattern.getAfterMatchSkipStrategy(),
                        new Tell(),
                        null);
        try (var harness =
                new KeyedOneInputStreamOperatorTestHarness<>(operator, e -> 0, Types.INT)) {
            harness.setup();
            harness.open();
            for (long event : events) {
                harness.processElement(event, Ev.millis(event));
            }
            // One watermark a millisecond, so that time passes as it does for our engine.
            long from = events.isEmpty() ? 0 : Ev.millis(events.get(0));
            for (long millis = from; millis <= endMillis; millis++) {
                harness.processWatermark(millis);
            }
            found.matches.addAll(harness.extractOutputValues());
            var timedOut = harness.getSideOutput(TIMED_OUT);
            if (timedOut != null) {
                timedOut.forEach(record -> found.timedOut.add(record.getValue()));
            }
        }
        return found.sorted();
    }

    private static final class Tell extends PatternProcessFunction<Long, String>
            implements TimedOutPartialMatchHandler<Long> {
        private static final long serialVersionUID = 1L;

        @Override
        public void processMatch(
                Map<String, List<Long>> match, Context context, Collector<String> out) {
            out.collect(new TreeMap<>(match).toString());
        }

        @Override
        public void processTimedOutMatch(Map<String, List<Long>> match, Context context) {
            context.output(TIMED_OUT, new TreeMap<>(match).toString());
        }
    }
}
