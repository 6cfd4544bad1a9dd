package io.chronofabric.jobs.plot;

import java.util.List;

/** A signal over time, with what it is compared with and where it was looked at. */
final class SignalChart {
    static final double HEIGHT = 104;

    /** Thresholds that stretch the axis no more than so many times the signal's own range. */
    private static final double STRETCH = 4;

    private static final int MOST_THRESHOLDS = 6;
    private static final double LABEL_GAP = 12;

    private final String name;
    private final Extremes extremes;
    private final List<Threshold> thresholds;
    private final TimeAxis axis;
    private final ValueAxis values;
    private final double top;

    SignalChart(
            String name, Extremes extremes, List<Threshold> thresholds, TimeAxis axis, double top) {
        this.name = name;
        this.extremes = extremes;
        this.thresholds = thresholds.stream().limit(MOST_THRESHOLDS).toList();
        this.axis = axis;
        this.top = top;
        double least = extremes.least();
        double largest = extremes.largest();
        double range = largest / 2 - least / 2;
        for (Threshold each : this.thresholds) {
            double low = Math.min(extremes.least(), each.value());
            double high = Math.max(extremes.largest(), each.value());
            if (range == 0 || high / 2 - low / 2 <= STRETCH * range) {
                least = Math.min(least, each.value());
                largest = Math.max(largest, each.value());
            }
        }
        values = ValueAxis.around(least, largest, top, top + HEIGHT);
    }

    void draw(Svg svg, EvidenceSpans evidence) {
        svg.open("g", "class", "signal");
        svg.title("signal " + name);
        axis.drawGround(svg, top, top + HEIGHT);
        drawScale(svg);
        evidence.draw(svg, evidence.ofSignal(name), top, top + HEIGHT);
        svg.cutText(24, top + 18, "name", FormulaPicture.NAME_COLUMNS, name);
        svg.text(
                24,
                top + 36,
                "note",
                "start",
                Figures.number(extremes.least()) + " … " + Figures.number(extremes.largest()));
        boolean reduced = axis.columns() < axis.firstOf(axis.columns());
        String data =
                reduced
                        ? Outline.between(
                                axis,
                                column -> values.y(extremes.high()[column]),
                                column -> values.y(extremes.low()[column]))
                        : Outline.line(axis, column -> values.y(extremes.high()[column]));
        svg.leaf("path", "class", reduced ? "line envelope" : "line", "d", data);
        drawThresholds(svg);
        svg.close();
    }

    private void drawScale(Svg svg) {
        for (double tick : values.ticks()) {
            double y = values.y(tick);
            svg.line("grid", axis.left(), y, axis.right(), y);
            svg.text(axis.left() - 8, y + 4, "tick", "end", Figures.number(tick));
        }
    }

    /** One below the other where their labels would meet. */
    private void drawThresholds(Svg svg) {
        double free = top;
        List<Threshold> fromTop =
                thresholds.stream()
                        .sorted((one, other) -> Double.compare(other.value(), one.value()))
                        .toList();
        for (Threshold each : fromTop) {
            boolean above = each.value() > values.high();
            boolean below = each.value() < values.low();
            double y = values.y(each.value());
            if (!above && !below) {
                svg.line("threshold", axis.left(), y, axis.right(), y);
            }
            double label = Math.max(free, y + 4);
            free = label + LABEL_GAP;
            svg.cutText(
                    axis.right() + 8,
                    label,
                    "tick",
                    FormulaPicture.MARGIN_COLUMNS,
                    (above ? "▲ " : below ? "▼ " : "") + each.text());
        }
    }
}
