package io.chronofabric.jobs.plot;

import io.chronofabric.clogic.egc.stl.Explanation;
import java.io.IOException;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Why a formula holds, or is broken, as one picture: the signals, the parts of the formula with the
 * robustness of each, the way to the sample that decided, and the samples that are enough to know
 * it, all over one time axis. Bounded: {@value #MOST_SIGNALS} signals and {@value #MOST_ROWS} parts
 * are drawn, those that count before the others, and any number of samples.
 */
public final class FormulaPicture {
    /** So many signals are drawn. */
    public static final int MOST_SIGNALS = 12;

    /** So many parts of a formula are drawn. */
    public static final int MOST_ROWS = 48;

    /** Columns that a name beside a chart may take. */
    static final int NAME_COLUMNS = 26;

    /** Columns that a label behind a chart may take. */
    static final int MARGIN_COLUMNS = 14;

    private static final double WIDTH = 1000;
    private static final double LEFT = 284;
    private static final double PLOT = 610;
    private static final double EDGE = 24;
    private static final double CHART_GAP = 12;
    private static final int TEXT_COLUMNS = 128;
    private static final int MOST_LINES = 4;
    private static final double TEXT_LINE = 17;
    private static final double BADGE = 78;
    private static final double FLAG = 14;
    private static final double ROOM_FOR_FLAG = 760;

    private final Subject subject;
    private final Description words;
    private final TimeAxis axis;
    private final EvidenceSpans evidence;

    private FormulaPicture(Subject subject) {
        this.subject = subject;
        this.words = new Description(subject);
        this.axis = new TimeAxis(subject, LEFT, PLOT);
        this.evidence = new EvidenceSpans(subject.explanation(), axis);
    }

    /**
     * Draws.
     *
     * @throws IOException if it cannot be written
     */
    public static void write(Subject subject, OutputStream out) throws IOException {
        FormulaPicture picture = new FormulaPicture(subject);
        Svg.write(out, picture::draw);
    }

    private void draw(Svg svg) {
        List<String> formula = formulaLines();
        List<String> signals = signals();
        double afterText = 62 + formula.size() * TEXT_LINE;
        double chartsTop = afterText + 62;
        double treeTop =
                chartsTop + signals.size() * (SignalChart.HEIGHT + CHART_GAP) + hiddenLine() + 26;
        TreeChart tree =
                new TreeChart(
                        subject,
                        axis,
                        evidence,
                        FormulaTree.rows(
                                subject.formula(), subject.explanation().path(), MOST_ROWS),
                        treeTop);
        double axisTop = treeTop + tree.height();
        double height = axisTop + 58 + Legend.HEIGHT + 12;

        begin(svg, height);
        drawHeading(svg, formula, afterText);
        svg.text(EDGE, chartsTop - 16, "caption", "start", "SIGNALS");
        drawSignals(svg, signals, chartsTop);
        svg.text(EDGE, treeTop - 12, "caption", "start", "ROBUSTNESS OF EACH PART");
        tree.draw(svg);
        drawMoments(svg, chartsTop, axisTop);
        drawAxis(svg, axisTop);
        Legend.draw(svg, axisTop + 52);
        svg.close();
    }

    private void begin(Svg svg, double height) {
        svg.open(
                "svg",
                "xmlns",
                "http://www.w3.org/2000/svg",
                "width",
                Figures.place(WIDTH),
                "height",
                Figures.place(height),
                "viewBox",
                "0 0 " + Figures.place(WIDTH) + " " + Figures.place(height),
                "role",
                "img",
                "aria-labelledby",
                "picture-title picture-words");
        svg.open("title", "id", "picture-title").content(Words.plain(words.title())).close();
        svg.open("desc", "id", "picture-words").content(Words.plain(words.whole())).close();
        svg.open("style").content(PictureStyle.SHEET).close();
        PictureStyle.define(svg);
        svg.box("paper", 0, 0, WIDTH, height);
    }

    private void drawHeading(Svg svg, List<String> formula, double below) {
        boolean broken = subject.explanation().isBroken();
        svg.leaf(
                "rect",
                "class",
                broken ? "badge broken" : "badge holds",
                "x",
                Figures.place(EDGE),
                "y",
                "22",
                "width",
                Figures.place(BADGE),
                "height",
                "24",
                "rx",
                "5");
        svg.text(EDGE + BADGE / 2, 38.5, "badge-text", "middle", broken ? "BROKEN" : "HOLDS");
        svg.cutText(
                EDGE + BADGE + 14,
                41,
                "headline",
                76,
                subject.entity()
                        + (broken ? " breaks the rule by " : " keeps the rule by ")
                        + Figures.number(Math.abs(subject.explanation().robustness())));
        for (int i = 0; i < formula.size(); i++) {
            svg.text(EDGE, 72 + i * TEXT_LINE, "mono", "start", formula.get(i));
        }
        svg.cutText(EDGE, below + 10, "note", 150, words.decider() + words.parameters());
    }

    private void drawSignals(Svg svg, List<String> signals, double top) {
        Map<String, List<Threshold>> thresholds = Threshold.of(subject);
        double y = top;
        for (String signal : signals) {
            double[] values = subject.columns()[subject.context().signals().indexOf(signal)];
            new SignalChart(
                            signal,
                            Extremes.of(values, axis),
                            thresholds.getOrDefault(signal, List.of()),
                            axis,
                            y)
                    .draw(svg, evidence);
            y += SignalChart.HEIGHT + CHART_GAP;
        }
        int hidden = subject.context().signals().size() - signals.size();
        if (hidden > 0) {
            svg.text(EDGE, y + 6, "note", "start", "and " + hidden + " signals not drawn");
        }
    }

    private double hiddenLine() {
        return subject.context().signals().size() > MOST_SIGNALS ? 18 : 0;
    }

    /** Upright lines at the moment judged and at the one that decided, each with its flag. */
    private void drawMoments(Svg svg, double top, double bottom) {
        long judged = subject.explanation().moment();
        long decided = subject.decidedAt();
        svg.open("g", "class", "moments");
        if (decided == judged) {
            double x = axis.x(judged);
            svg.line("judged", x, top - FLAG - 9, x, bottom);
            flag(svg, "judged and decided at ", judged, top - FLAG, isInLeftHalf(judged));
        } else {
            svg.line("judged", axis.x(judged), top - 2 * FLAG - 9, axis.x(judged), bottom);
            svg.line("decided", axis.x(decided), top - FLAG - 9, axis.x(decided), bottom);
            // The upper flag is over the other line; the lower one goes away from it, with room.
            boolean rightward =
                    axis.x(decided) < ROOM_FOR_FLAG && (judged < decided || isInLeftHalf(decided));
            flag(svg, "judged at ", judged, top - 2 * FLAG, isInLeftHalf(judged));
            flag(svg, "decided at ", decided, top - FLAG, rightward);
        }
        svg.close();
    }

    private boolean isInLeftHalf(long sample) {
        return axis.x(sample) < (axis.left() + axis.right()) / 2;
    }

    private void flag(Svg svg, String what, long sample, double y, boolean rightward) {
        svg.text(
                axis.x(sample) + (rightward ? 6 : -6),
                y,
                "tick flag",
                rightward ? "start" : "end",
                what + Figures.moment(subject.nanosOf(sample)));
    }

    private void drawAxis(Svg svg, double top) {
        svg.open("g", "class", "axis");
        svg.line("zero", axis.left(), top, axis.right(), top);
        for (TimeAxis.Tick tick : axis.ticks()) {
            svg.line("zero", tick.x(), top, tick.x(), top + 5);
            svg.text(tick.x(), top + 18, "tick", "middle", tick.label());
        }
        svg.text(
                EDGE,
                top + 18,
                "tick",
                "start",
                "time (UTC), " + Figures.moment(subject.firstNanos()).substring(0, 10));
        svg.close();
    }

    /** The formula's text and the values of its parameters, in lines. */
    private List<String> formulaLines() {
        String text = subject.formula().toString();
        List<String> lines = new ArrayList<>();
        for (int from = 0; from < text.length() && lines.size() < MOST_LINES; ) {
            int to = Math.min(text.length(), from + TEXT_COLUMNS);
            int blank = to < text.length() ? text.lastIndexOf(' ', to) : -1;
            if (blank > from + TEXT_COLUMNS / 2) {
                to = blank;
            }
            boolean cut = lines.size() + 1 == MOST_LINES && to < text.length();
            lines.add(text.substring(from, to).strip() + (cut ? " …" : ""));
            from = to;
        }
        return lines;
    }

    /** Those that count first: that of the decider, those of the evidence, the others. */
    private List<String> signals() {
        Set<String> wanted = new LinkedHashSet<>();
        Explanation why = subject.explanation();
        String decider = why.path().get(why.path().size() - 1).part();
        why.evidence().stream()
                .filter(each -> each.predicate().equals(decider))
                .forEach(each -> wanted.addAll(each.signals()));
        why.evidence().forEach(each -> wanted.addAll(each.signals()));
        wanted.addAll(subject.context().signals());
        List<String> declared = subject.context().signals();
        return wanted.stream()
                .limit(MOST_SIGNALS)
                .sorted((one, other) -> declared.indexOf(one) - declared.indexOf(other))
                .toList();
    }
}
