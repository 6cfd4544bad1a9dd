package io.chronofabric.clogic.egc.cep;

import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import io.chronofabric.time.LogicalTime;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;

/** Rules that are sequences, and events for them: written, and generated. */
public final class SequenceCases {
    private static final long START = 1_000_000;

    private final Random random;

    public SequenceCases(Random random) {
        this.random = random;
    }

    /** A rule over {@code x} and {@code y}, period 10 ms, held for 200 ms, for CEP. */
    public static Rule rule(String formula) {
        return rule(formula, new Rule.Sampling(10, 1_000_000, Rule.Fill.HOLD, 200));
    }

    public static Rule rule(String formula, Rule.Sampling sampling) {
        return rule(
                formula,
                sampling,
                Rule.Engine.CEP,
                Set.of(Verdict.Kind.VERDICT),
                new Rule.Report.OnChange());
    }

    public static Rule rule(
            String formula,
            Rule.Sampling sampling,
            Rule.Engine engine,
            Set<Verdict.Kind> emit,
            Rule.Report report) {
        return new Rule(
                new RuleRef("test", "sequence", 1),
                "*",
                Stream.of("x", "y")
                        .map(
                                name ->
                                        new Rule.SignalSpec(
                                                name,
                                                name,
                                                "",
                                                Double.NEGATIVE_INFINITY,
                                                Double.POSITIVE_INFINITY))
                        .toList(),
                sampling,
                0,
                List.of(),
                formula,
                new Rule.Place("test", 1, 1),
                Rule.OnSwap.WARM,
                emit,
                report,
                Rule.Semantics.ROBUSTNESS,
                engine);
    }

    /** An event so many milliseconds after the start; NaN for a field it lacks. */
    public static Signal event(String entity, double millis, double x, double y) {
        Map<String, Double> fields = new HashMap<>();
        if (!Double.isNaN(x)) {
            fields.put("x", x);
        }
        if (!Double.isNaN(y)) {
            fields.put("y", y);
        }
        return new Signal(
                new LogicalTime(START * 1_000_000L + Math.round(millis * 1e6), 0, 1),
                entity,
                Fields.of(fields),
                new Origin("test", 0, Math.round(millis)));
    }

    /** When an event's moment is, or a verdict's, counted from the start. */
    public static long since(long epochMillis) {
        return epochMillis - START;
    }

    /** Any rule. */
    public Rule rule() {
        long period = List.of(1L, 10L, 10L, 7L).get(random.nextInt(4));
        long tolerance = random.nextInt(3) == 0 ? 0 : random.nextInt((int) period * 1_000_000);
        Rule.Fill fill = random.nextInt(6) == 0 ? Rule.Fill.NONE : Rule.Fill.HOLD;
        long maxGap = period * (1 + random.nextInt(60));
        long from = random.nextInt(2) == 0 ? 0 : random.nextInt(6);
        long to = from + (random.nextInt(3) == 0 ? random.nextInt(2) : random.nextInt(40));
        String window = "[" + from * period + "ms," + to * period + "ms]";
        String operator =
                List.of("eventually", "not eventually", "always", "not always", "eventually")
                        .get(random.nextInt(5));
        String formula =
                "("
                        + instant(2)
                        + ") -> "
                        + operator.replace("ly", "ly" + window).replace("ways", "ways" + window)
                        + "("
                        + instant(2)
                        + ")";
        return rule(formula, new Rule.Sampling(period, tolerance, fill, maxGap));
    }

    private String instant(int depth) {
        if (depth == 0 || random.nextInt(4) == 0) {
            return comparison();
        }
        return switch (random.nextInt(12)) {
            case 0 -> "not (" + instant(depth - 1) + ")";
            case 1 -> "(" + instant(depth - 1) + ") and (" + instant(depth - 1) + ")";
            case 2 -> "(" + instant(depth - 1) + ") or (" + instant(depth - 1) + ")";
            case 3 -> "prev (" + instant(depth - 1) + ")";
            case 4 -> "s_prev (" + instant(depth - 1) + ")";
            case 5 -> "(" + instant(depth - 1) + ") xor (" + instant(depth - 1) + ")";
            case 6 -> "(" + instant(depth - 1) + ") <-> (" + instant(depth - 1) + ")";
            case 7 -> "(" + instant(depth - 1) + ") and rise(" + instant(depth - 1) + ")";
            case 8 -> "fall(" + instant(depth - 1) + ")";
            default -> "rise(" + instant(depth - 1) + ")";
        };
    }

    private String comparison() {
        String comparator = List.of("<", "<=", ">", ">=", "==", "!=").get(random.nextInt(6));
        return switch (random.nextInt(8)) {
            case 0 -> "x / y " + comparator + " 1";
            case 1 -> "x " + comparator + " y";
            default -> (random.nextBoolean() ? "x " : "y ") + comparator + " " + random.nextInt(4);
        };
    }

    /** Irregular events of an entity in order, some at the same time, with gaps. */
    public List<Signal> events(String entity, Rule rule, int count) {
        long period = rule.sampling().periodMillis();
        List<Signal> events = new ArrayList<>();
        double at = random.nextInt(1_000);
        int frequency = 1 + random.nextInt(6);
        for (int i = 0; i < count; i++) {
            double step =
                    switch (random.nextInt(20)) {
                        case 0 -> rule.sampling().maxGapMillis() + period * random.nextInt(4);
                        case 1 -> rule.sampling().maxGapMillis() * (1.0 + random.nextDouble());
                        case 2, 3 -> period * random.nextInt(5);
                        default -> period * frequency * random.nextDouble();
                    };
            at += step + 1e-6;
            boolean both = random.nextInt(3) == 0;
            boolean first = both || random.nextBoolean();
            events.add(
                    event(
                            entity,
                            at,
                            first ? random.nextInt(4) : Double.NaN,
                            both || !first ? random.nextInt(4) : Double.NaN));
        }
        return events;
    }
}
