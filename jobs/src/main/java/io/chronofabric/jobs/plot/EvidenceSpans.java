package io.chronofabric.jobs.plot;

import io.chronofabric.clogic.egc.stl.Explanation;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.List;
import java.util.function.Predicate;

/** The samples that are enough to know a verdict, as spans of a time axis. */
final class EvidenceSpans {
    private final List<Explanation.Evidence> evidence;
    private final TimeAxis axis;

    EvidenceSpans(Explanation explanation, TimeAxis axis) {
        this.evidence = explanation.evidence();
        this.axis = axis;
    }

    /**
     * Samples in a row.
     *
     * @param from the first
     * @param to the last
     */
    record Span(int from, int to) {}

    /** Those of a predicate. */
    List<Span> ofPredicate(String predicate) {
        return where(each -> each.predicate().equals(predicate));
    }

    /** Those at which a signal was looked at, whatever the predicate. */
    List<Span> ofSignal(String signal) {
        return where(each -> each.signals().contains(signal));
    }

    /** Spans that overlap, touch or share a column become one. */
    private List<Span> where(Predicate<Explanation.Evidence> wanted) {
        List<Explanation.Evidence> chosen =
                evidence.stream()
                        .filter(wanted)
                        .sorted(Comparator.comparingInt(Explanation.Evidence::from))
                        .toList();
        List<Span> spans = new ArrayList<>();
        int column = axis.firstOf(1);
        for (Explanation.Evidence each : chosen) {
            Span last = spans.isEmpty() ? null : spans.get(spans.size() - 1);
            if (last != null && (long) each.from() - last.to <= column) {
                spans.set(spans.size() - 1, new Span(last.from, Math.max(last.to, each.to())));
            } else {
                spans.add(new Span(each.from(), each.to()));
            }
        }
        return spans;
    }

    /** Shades spans, each with a bar under it, so that not only the shade tells it. */
    void draw(Svg svg, List<Span> spans, double top, double bottom) {
        for (Span span : spans) {
            double left = axis.x(span.from);
            double width = Math.max(2, axis.x(span.to + 1L) - left);
            svg.box("evidence", left, top, width, bottom - top);
            svg.box("evidence-foot", left, bottom + 1, width, 3);
        }
    }

    /** How many samples there are in all. */
    long samples() {
        BitSet samples = new BitSet();
        evidence.forEach(each -> samples.set(each.from(), each.to() + 1));
        return samples.cardinality();
    }
}
