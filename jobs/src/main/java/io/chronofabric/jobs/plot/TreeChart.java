package io.chronofabric.jobs.plot;

import io.chronofabric.clogic.egc.stl.Explanation;
import io.chronofabric.clogic.egc.stl.OfflineEvaluator;
import java.util.ArrayList;
import java.util.List;

/** The formula as a tree from top to bottom, beside each part its robustness over time. */
final class TreeChart {
    private static final double WHOLE = 66;
    private static final double PART = 38;
    private static final double GAP = 6;
    private static final double INDENT = 14;
    private static final int DEEPEST_INDENT = 10;
    private static final double LEFT = 24;
    private static final double COLUMN = 7.3;

    private final Subject subject;
    private final TimeAxis axis;
    private final EvidenceSpans evidence;
    private final List<FormulaTree.Row> rows;
    private final double top;

    TreeChart(
            Subject subject,
            TimeAxis axis,
            EvidenceSpans evidence,
            List<FormulaTree.Row> rows,
            double top) {
        this.subject = subject;
        this.axis = axis;
        this.evidence = evidence;
        this.rows = rows;
        this.top = top;
    }

    double height() {
        return WHOLE + (rows.size() - 1) * PART;
    }

    void draw(Svg svg) {
        svg.open("g", "class", "formula");
        svg.title("the formula's parts and their robustness");
        drawBranches(svg);
        List<String> way = new ArrayList<>();
        for (int i = 0; i < rows.size(); i++) {
            FormulaTree.Row row = rows.get(i);
            RobustnessBand band = band(row, i);
            drawRow(svg, row, i, band);
            if (row.step() != null) {
                double y = band.y(row.step().robustness());
                way.add(Figures.place(axis.x(row.step().sample())) + "," + Figures.place(y));
            }
        }
        drawWay(svg, way);
        svg.close();
    }

    private RobustnessBand band(FormulaTree.Row row, int index) {
        double[] margins =
                OfflineEvaluator.evaluate(
                        row.formula(), subject.context(), subject.columns(), subject.length());
        return new RobustnessBand(
                Extremes.of(margins, axis), axis, topOf(index), heightOf(index) - GAP);
    }

    private void drawRow(Svg svg, FormulaTree.Row row, int index, RobustnessBand band) {
        double y = topOf(index);
        double height = heightOf(index) - GAP;
        Explanation.Step step = row.step();
        svg.open("g", "class", step == null ? "part" : "part way");
        svg.title(title(row));
        axis.drawGround(svg, y, y + height);
        band.draw(svg);
        if (row.isLeaf()) {
            String predicate = row.formula().toString();
            evidence.draw(svg, evidence.ofPredicate(predicate), y, y + height);
        }
        double x = labelOf(row);
        int columns = (int) ((axis.left() - 12 - x) / COLUMN);
        String more = row.hidden() == 0 ? "" : " +" + row.hidden();
        svg.cutText(
                x,
                middleOf(index) + 4,
                step == null ? "label" : "label way",
                Math.max(4, columns - more.length()),
                row.label());
        if (!more.isEmpty()) {
            svg.text(axis.left() - 8, middleOf(index) + 4, "note", "end", more);
        }
        double beside = axis.right() + 8;
        String scale = "±" + Figures.number(band.full());
        if (step == null) {
            svg.text(beside, middleOf(index) + 4, "note", "start", scale);
        } else {
            String value = Figures.number(step.robustness());
            svg.text(beside, middleOf(index) - 2, "value", "start", value);
            svg.text(beside, middleOf(index) + 12, "note", "start", scale);
        }
        svg.close();
    }

    private String title(FormulaTree.Row row) {
        Explanation.Step step = row.step();
        String text = row.formula().toString();
        if (row.hidden() > 0) {
            text += " (" + row.hidden() + " parts in it are not drawn)";
        }
        return step == null
                ? text
                : text
                        + ": "
                        + Figures.number(step.robustness())
                        + " at "
                        + Figures.moment(subject.nanosOf(step.sample()));
    }

    /** From each part's label an angle to those inside it. */
    private void drawBranches(Svg svg) {
        for (int i = 1; i < rows.size(); i++) {
            FormulaTree.Row row = rows.get(i);
            FormulaTree.Row parent = rows.get(row.parent());
            double x = labelOf(parent) + 4;
            boolean onWay = row.step() != null;
            String data =
                    "M"
                            + Figures.place(x)
                            + " "
                            + Figures.place(middleOf(row.parent()) + 9)
                            + "V"
                            + Figures.place(middleOf(i))
                            + "H"
                            + Figures.place(Math.max(x, labelOf(row) - 4));
            svg.leaf("path", "class", onWay ? "branch way" : "branch", "d", data);
        }
    }

    /** From band to band, where the robustness came from. */
    private static void drawWay(Svg svg, List<String> way) {
        String points = String.join(" ", way);
        svg.leaf("polyline", "class", "way-halo", "points", points);
        svg.leaf("polyline", "class", "way-line", "points", points);
        for (String point : way) {
            int comma = point.indexOf(',');
            svg.leaf(
                    "circle",
                    "class",
                    "way-point",
                    "cx",
                    point.substring(0, comma),
                    "cy",
                    point.substring(comma + 1),
                    "r",
                    "4");
        }
    }

    private static double labelOf(FormulaTree.Row row) {
        return LEFT + INDENT * Math.min(DEEPEST_INDENT, row.depth());
    }

    private double topOf(int row) {
        return row == 0 ? top : top + WHOLE + (row - 1) * PART;
    }

    private static double heightOf(int row) {
        return row == 0 ? WHOLE : PART;
    }

    private double middleOf(int row) {
        return topOf(row) + (heightOf(row) - GAP) / 2;
    }
}
