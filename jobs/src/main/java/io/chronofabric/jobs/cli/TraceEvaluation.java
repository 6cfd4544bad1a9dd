package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.stl.Formula;
import io.chronofabric.clogic.egc.stl.OfflineEvaluator;
import io.chronofabric.clogic.egc.stl.StlContext;
import io.chronofabric.clogic.egc.stl.StlParser;
import io.chronofabric.clogic.egc.stl.StlProblem;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.Problem;
import io.chronofabric.jobs.config.ConfigurationProblems;
import io.chronofabric.jobs.replay.RecordedTrace;
import io.chronofabric.state.codec.Durations;
import io.chronofabric.state.model.Signal;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** Evaluates one formula on a recorded trace, entity by entity. */
final class TraceEvaluation {
    private static final String FORMULA = "formula";
    static final int MAX_SAMPLES = 50_000_000;

    private final PrintWriter out;
    private final PrintWriter err;
    private final TraceAnswer answer;
    private final HeapBudget heap = HeapBudget.ofThisProcess();

    TraceEvaluation(PrintWriter out, PrintWriter err, TraceAnswer answer) {
        this.out = out;
        this.err = err;
        this.answer = answer;
    }

    /**
     * The exit code.
     *
     * @param period may be null: that of the trace
     * @param entity may be null: every entity
     */
    int run(
            String formulaText,
            Map<String, Double> params,
            String trace,
            String period,
            String entity)
            throws java.io.IOException {
        parse(formulaText, Set.of(), params);
        TraceReading reading = new TraceReading(trace, heap, err);
        RecordedTrace recorded = RecordedTrace.read(trace, reading);
        reading.end();
        SortedMap<String, List<Signal>> entities = choose(recorded, trace, entity);
        for (Map.Entry<String, List<Signal>> one : entities.entrySet()) {
            List<Signal> events = one.getValue();
            long periodNanos =
                    period == null
                            ? commonDistance(one.getKey(), events)
                            : Durations.parseNanos(period);
            if (periodNanos < 1) {
                throw invalid(
                        "--period " + period, "more than 0s", "Give the distance of samples.");
            }
            evaluate(formulaText, params, one.getKey(), events, periodNanos);
        }
        out.flush();
        return reading.rejected() == 0 ? ExitCodes.OK : ExitCodes.BAD_INPUT;
    }

    private static Formula parse(String text, Set<String> signals, Map<String, Double> params) {
        StlParser.Result parsed = StlParser.parse(text, signals, params.keySet());
        refuse(parsed.problems());
        return parsed.formula();
    }

    private static void refuse(List<StlProblem> found) {
        List<Problem> problems = new ArrayList<>();
        for (StlProblem problem : found) {
            if (problem.isError()) {
                problems.add(
                        Problem.error(
                                problem.code(),
                                FORMULA,
                                problem.line(),
                                problem.column(),
                                problem.reason(),
                                problem.fix()));
            }
        }
        if (!problems.isEmpty()) {
            throw new ConfigurationProblems(problems);
        }
    }

    private SortedMap<String, List<Signal>> choose(
            RecordedTrace recorded, String trace, String entity) {
        if (recorded.entities().isEmpty()) {
            throw invalid(trace + ": no usable row", "at least one event", "Look at its rows.");
        }
        if (entity == null) {
            if (answer.isOfOneEntity() && recorded.entities().size() > 1) {
                throw invalid(
                        "--plot without --entity, and "
                                + trace
                                + " has "
                                + recorded.entities().size()
                                + " entities",
                        "one entity",
                        "Choose one, such as --entity " + recorded.entities().firstKey() + ".");
            }
            return recorded.entities();
        }
        List<Signal> events = recorded.entities().get(entity);
        if (events == null) {
            throw invalid(
                    "--entity " + entity + ": not in " + trace,
                    "one of its " + recorded.entities().size() + " entities",
                    DidYouMean.suggest(entity, recorded.entities().keySet())
                            .map(name -> "Did you mean " + name + "?")
                            .orElse("Leave it out to see them all."));
        }
        return new TreeMap<>(Map.of(entity, events));
    }

    private static long commonDistance(String entity, List<Signal> events) {
        if (events.size() == 1) {
            return 1; // a single sample has no distance
        }
        long distance = nanos(events, 1) - nanos(events, 0);
        for (int i = 2; i < events.size(); i++) {
            long next = nanos(events, i) - nanos(events, i - 1);
            if (next != distance) {
                throw invalid(
                        "events of "
                                + entity
                                + " at unequal distances: "
                                + Durations.print(distance)
                                + ", then "
                                + Durations.print(next)
                                + " (line "
                                + events.get(i).origin().position()
                                + ")",
                        "one distance",
                        "Give --period, such as --period 1s.");
            }
        }
        if (distance < 1) {
            throw invalid(
                    "events of " + entity + " at the same time",
                    "a distance",
                    "Give --period, such as --period 1s.");
        }
        return distance;
    }

    private static long nanos(List<Signal> events, int index) {
        return events.get(index).time().physicalNanos();
    }

    private void evaluate(
            String formulaText,
            Map<String, Double> params,
            String entity,
            List<Signal> events,
            long periodNanos) {
        TreeSet<String> fields = new TreeSet<>();
        for (Signal event : events) {
            for (int i = 0; i < event.fields().size(); i++) {
                fields.add(event.fields().name(i));
            }
        }
        Formula formula = parse(formulaText, fields, params);
        List<String> declared = List.copyOf(fields);
        refuse(
                OfflineEvaluator.check(
                        formula, new StlContext(periodNanos, declared, params, Long.MAX_VALUE)));
        List<String> signals = new ArrayList<>(new TreeSet<>(signalsOf(formula)));
        double cells = signals.size() + EvaluationCost.parts(formula);
        heap.demand(
                entity + " at " + Durations.print(periodNanos),
                cells * Double.BYTES * samplesOf(events, periodNanos),
                "Give a longer --period, or a shorter trace or formula.");
        Samples samples = Samples.of(events, signals, periodNanos, MAX_SAMPLES);
        if (samples.length() == 0) {
            throw invalid(
                    entity + ": no moment at which all of " + signals + " are known",
                    "at least one",
                    "Look for missing values in the trace.");
        }
        answer.say(
                new TraceAnswer.Sampled(
                        entity,
                        formula,
                        new StlContext(periodNanos, signals, params, Long.MAX_VALUE),
                        samples));
    }

    private static double samplesOf(List<Signal> events, long periodNanos) {
        double span = (double) nanos(events, events.size() - 1) - nanos(events, 0);
        return Math.min(MAX_SAMPLES, span / periodNanos + 1);
    }

    private static List<String> signalsOf(Formula formula) {
        List<String> names = new ArrayList<>();
        if (formula instanceof Formula.Signal signal) {
            names.add(signal.name());
        }
        formula.operands().forEach(operand -> names.addAll(signalsOf(operand)));
        return names;
    }

    private static ChronoFabricException invalid(String given, String expected, String action) {
        return new ChronoFabricException(ErrorCode.INPUT_INVALID, given, expected, action);
    }
}
