package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.stl.Formula;
import io.chronofabric.clogic.egc.stl.IntervalEvaluator;
import io.chronofabric.clogic.egc.stl.OfflineEvaluator;
import io.chronofabric.clogic.egc.stl.StlCompiler;
import io.chronofabric.clogic.egc.stl.StlContext;
import io.chronofabric.clogic.egc.stl.StlParser;
import io.chronofabric.clogic.egc.stl.StlPlan;
import io.chronofabric.clogic.egc.stl.StlProblem;
import io.chronofabric.clogic.egc.stl.StlState;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.state.codec.FormulaCase;
import io.chronofabric.state.codec.FormulaCaseJson;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.DoubleStream;

/** Evaluates a formula on the trace of its case. */
final class CaseEvaluation implements CaseFile.Answers {
    /** What is asked about a case. */
    enum Mode {
        /** The robustness at each sample, the whole trace being there. */
        OFFLINE,
        /** The answers of a monitor that is fed sample by sample. */
        ONLINE,
        /** What can be said of one sample's robustness after each number of samples. */
        INTERVAL
    }

    private static final long PERIOD_NANOS = 1_000_000_000L;

    private final Mode mode;
    private final HeapBudget heap;

    CaseEvaluation(Mode mode, HeapBudget heap) {
        this.mode = mode;
        this.heap = heap;
    }

    @Override
    public String to(long index, String line) {
        FormulaCase one = FormulaCaseJson.read(line);
        StlParser.Result parsed = StlParser.parse(one.formula(), one.columns().keySet(), Set.of());
        Optional<StlProblem> syntax = firstError(parsed.problems());
        if (syntax.isPresent()) {
            return refusal(one, syntax.get());
        }
        try {
            return answer(one, parsed.formula());
        } catch (ChronoFabricException tooMuch) {
            return FormulaCaseJson.refusal(one.id(), tooMuch.getMessage());
        }
    }

    private String answer(FormulaCase one, Formula formula) {
        List<String> signals = List.copyOf(one.columns().keySet());
        StlContext context = new StlContext(PERIOD_NANOS, signals, Map.of(), heap.bytes());
        return mode == Mode.OFFLINE
                ? offline(one, formula, context)
                : onStream(one, formula, context);
    }

    private String offline(FormulaCase one, Formula formula, StlContext context) {
        Optional<StlProblem> meaning = firstError(OfflineEvaluator.check(formula, context));
        if (meaning.isPresent()) {
            return refusal(one, meaning.get());
        }
        heap.demand(
                "the case",
                EvaluationCost.parts(formula) * one.length() * Double.BYTES,
                "Shorten its formula or its trace.");
        return FormulaCaseJson.robustness(
                one.id(),
                OfflineEvaluator.evaluate(
                        formula, context, columns(one, context.signals()), one.length()));
    }

    private String onStream(FormulaCase one, Formula formula, StlContext context) {
        StlCompiler.Result compiled = StlCompiler.compile(formula, context);
        Optional<StlProblem> meaning = firstError(compiled.problems());
        if (meaning.isPresent()) {
            return refusal(one, meaning.get());
        }
        return mode == Mode.ONLINE
                ? settled(one, compiled.plan())
                : intervals(one, formula, context, compiled.plan().future());
    }

    private static String settled(FormulaCase one, StlPlan plan) {
        double[][] columns = columns(one, plan.signals());
        StlState state = plan.newState();
        double[] sample = new double[columns.length];
        DoubleStream.Builder answers = DoubleStream.builder();
        for (int t = 0; t < one.length(); t++) {
            for (int signal = 0; signal < sample.length; signal++) {
                sample[signal] = columns[signal][t];
            }
            if (plan.step(state, sample)) {
                answers.add(state.robustness());
            }
        }
        return FormulaCaseJson.settled(one.id(), answers.build().toArray());
    }

    private String intervals(FormulaCase one, Formula formula, StlContext context, long future) {
        demandBounded(one, formula, future);
        double[][] columns = columns(one, context.signals());
        int needed = Math.toIntExact(one.moment() + future + 1);
        double[] lower = new double[one.length() + 1];
        double[] upper = new double[one.length() + 1];
        for (int seen = 0; seen <= one.length(); seen++) {
            IntervalEvaluator.Bounds bounds =
                    IntervalEvaluator.evaluate(
                            formula,
                            context,
                            columns,
                            seen,
                            Math.max(seen, needed),
                            one.least(),
                            one.most());
            lower[seen] = bounds.lower()[one.moment()];
            upper[seen] = bounds.upper()[one.moment()];
        }
        return FormulaCaseJson.intervals(one.id(), lower, upper);
    }

    /** Each number of samples is judged anew, up to the last that the moment looks ahead to. */
    private void demandBounded(FormulaCase one, Formula formula, long future) {
        double samples = Math.max(one.length(), one.moment() + (double) future + 1);
        double parts = EvaluationCost.parts(formula);
        heap.demand(
                "the case",
                2 * parts * samples * Double.BYTES,
                "Shorten its windows, or choose an earlier eval_time.");
        EvaluationCost.demand(
                "the intervals of the case",
                parts * samples * (one.length() + 1.0),
                "Shorten its formula, its windows or its trace.");
    }

    private static double[][] columns(FormulaCase one, List<String> signals) {
        return signals.stream().map(name -> one.columns().get(name)).toArray(double[][]::new);
    }

    private static Optional<StlProblem> firstError(List<StlProblem> problems) {
        return problems.stream().filter(StlProblem::isError).findFirst();
    }

    private static String refusal(FormulaCase one, StlProblem problem) {
        return FormulaCaseJson.refusal(
                one.id(),
                problem.code()
                        + " at "
                        + problem.line()
                        + ":"
                        + problem.column()
                        + ": "
                        + problem.reason());
    }
}
