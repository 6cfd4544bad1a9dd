package io.chronofabric.jobs.plot;

/** What the marks of a picture mean. */
final class Legend {
    static final double HEIGHT = 44;

    private static final double MARK = 26;
    private static final double LINE = 20;
    private static final double[] PLACES = {24, 290, 560};

    private final Svg svg;
    private final double top;

    private Legend(Svg svg, double top) {
        this.svg = svg;
        this.top = top;
    }

    static void draw(Svg svg, double top) {
        svg.open("g", "class", "legend");
        new Legend(svg, top).draw();
        svg.close();
    }

    private void draw() {
        svg.box("holds", PLACES[0], y(0) - 9, MARK, 9);
        note(0, 0, "holds: robustness above zero");
        svg.box("broken", PLACES[0], y(1) - 9, MARK, 9);
        note(0, 1, "broken: robustness below zero");
        svg.box("evidence", PLACES[1], y(0) - 10, MARK, 10);
        svg.box("evidence-foot", PLACES[1], y(0) + 1, MARK, 3);
        note(1, 0, "samples that are enough to know it");
        svg.line("threshold", PLACES[1], y(1) - 4, PLACES[1] + MARK, y(1) - 4);
        note(1, 1, "what a signal is compared with");
        svg.line("way-line", PLACES[2], y(0) - 4, PLACES[2] + MARK, y(0) - 4);
        svg.leaf(
                "circle",
                "class",
                "way-point",
                "cx",
                Figures.place(PLACES[2] + MARK / 2),
                "cy",
                Figures.place(y(0) - 4),
                "r",
                "4");
        note(2, 0, "where the robustness came from, with its value");
        svg.text(PLACES[2], y(1), "note", "start", "±n");
        note(2, 1, "full height of a band; ┄ at its edge: infinite");
    }

    private void note(int place, int line, String text) {
        svg.text(PLACES[place] + MARK + 8, y(line), "note", "start", text);
    }

    private double y(int line) {
        return top + 12 + line * LINE;
    }
}
