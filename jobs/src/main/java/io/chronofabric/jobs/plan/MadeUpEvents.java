package io.chronofabric.jobs.plan;

import io.chronofabric.clogic.egc.GovernedDocument;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/**
 * Events of a few entities in the order of their time, each entity at its rate, with every field
 * that is read. A value lies in the range that its signal declares, anywhere with the same chance;
 * where it declares none, from 0 to 1. The same in each turn. Not safe for use by several threads.
 */
final class MadeUpEvents {
    private static final long START_NANOS = 1_700_000_000_000_000_000L;

    private final Random random = new Random(1);
    private final double gapNanos;
    private final String[] names;
    private final double[] next;
    private final Map<String, Span> fields;

    private record Span(double from, double to) {
        static Span of(Rule.SignalSpec signal) {
            boolean hasMin = Double.isFinite(signal.min());
            boolean hasMax = Double.isFinite(signal.max());
            double from = hasMin ? signal.min() : hasMax ? signal.max() - 1 : 0;
            return new Span(from, hasMax ? signal.max() : from + 1);
        }

        /** A value; of the widest range, too, a finite one. */
        double at(double part) {
            return from * (1 - part) + to * part;
        }
    }

    /**
     * @param documents what looks at the events; the entities are called so that the most of them
     *     do
     * @param signals those that the documents read
     */
    MadeUpEvents(
            int entities,
            List<? extends GovernedDocument> documents,
            List<Rule.SignalSpec> signals,
            PlanInput input) {
        gapNanos = input.gapNanos();
        String glob = commonGlob(documents, input.keyLength());
        names = new String[entities];
        next = new double[entities];
        for (int i = 0; i < entities; i++) {
            names[i] = name(glob, i, input.keyLength());
            next[i] = START_NANOS + random.nextDouble() * gapNanos;
        }
        fields = spans(signals, input.fields());
    }

    /** One of the entities. */
    String anEntity() {
        return names[0];
    }

    /** The next event. */
    Signal next() {
        int entity = 0;
        for (int i = 1; i < next.length; i++) {
            entity = next[i] < next[entity] ? i : entity;
        }
        long nanos = (long) next[entity];
        // Gaps that differ, on average as asked.
        next[entity] += gapNanos * (0.5 + random.nextDouble());
        Map<String, Double> values = new TreeMap<>();
        fields.forEach((field, span) -> values.put(field, span.at(random.nextDouble())));
        return new Signal(
                new LogicalTime(nanos, 0, 1),
                names[entity],
                Fields.of(values),
                new Origin("plan", 0, 0));
    }

    private static Map<String, Span> spans(List<Rule.SignalSpec> signals, int atLeast) {
        Map<String, Span> spans = new LinkedHashMap<>();
        Span unknown = new Span(0, 1);
        for (Rule.SignalSpec signal : signals) {
            if (signal.field().equals(Rule.ANY_FIELD)) {
                continue;
            }
            // The range of an age says nothing about the values.
            Span span = signal.measure() == Rule.Measure.VALUE ? Span.of(signal) : unknown;
            spans.merge(
                    signal.field(), span, (known, more) -> known.equals(unknown) ? more : known);
        }
        for (int i = spans.size(); i < atLeast; i++) {
            spans.put("other_field_" + i, unknown);
        }
        return spans;
    }

    private static String commonGlob(List<? extends GovernedDocument> documents, int length) {
        return documents.stream()
                .map(GovernedDocument::entityPattern)
                .distinct()
                .max(
                        Comparator.comparingLong(
                                glob -> {
                                    String name = name(glob, 0, length);
                                    return documents.stream()
                                            .filter(document -> document.appliesTo(name))
                                            .count();
                                }))
                .orElseThrow();
    }

    /** A name that a glob fits, as long as names are. */
    private static String name(String glob, int entity, int length) {
        StringBuilder name = new StringBuilder();
        String number = Integer.toString(entity);
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            name.append(c == '*' ? number : c == '?' ? "0" : String.valueOf(c));
        }
        int star = glob.indexOf('*');
        while (star >= 0 && name.length() < length) {
            name.insert(star, '0');
        }
        return name.toString();
    }
}
