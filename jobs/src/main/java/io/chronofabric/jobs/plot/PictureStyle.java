package io.chronofabric.jobs.plot;

/**
 * How a picture looks, on light paper and on dark. No variables and no nesting, since not only
 * browsers read it. What a colour tells is told by place, hatching or a dash as well.
 */
final class PictureStyle {
    static final String SHEET =
            """

            text { font-family: ui-sans-serif, system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; font-size: 12px; fill: #1f2328; }
            .mono, .name, .label { font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace; font-size: 12px; }
            .name, .value, .label.way, .headline { font-weight: 600; }
            .headline { font-size: 18px; }
            .badge-text { font-size: 12px; font-weight: 700; letter-spacing: 1px; fill: #ffffff; }
            .note, .tick, .caption { fill: #59636e; font-size: 11px; }
            .flag { stroke: #ffffff; stroke-width: 4px; stroke-linejoin: round; paint-order: stroke; }
            .caption { letter-spacing: 0.8px; font-weight: 600; }
            .label { fill: #424a53; }
            .label.way { fill: #1f2328; }
            .paper { fill: #ffffff; }
            .plot { fill: #f6f8fa; }
            .grid { stroke: #e1e6ec; stroke-width: 1; }
            .zero { stroke: #818b98; stroke-width: 1; }
            .line { fill: none; stroke: #0757ba; stroke-width: 1.6; stroke-linejoin: round; }
            .line.envelope { fill: #0757ba; stroke-width: 1; }
            .threshold { stroke: #9a3412; stroke-width: 1.4; stroke-dasharray: 7 4; }
            .holds { fill: #3b8ac4; }
            .broken { fill: url(#hatch); stroke: #b83a0b; stroke-width: 0.8; }
            .hatch-ground { fill: #f7b89a; }
            .hatch-line { stroke: #b83a0b; stroke-width: 1.8; }
            .badge.holds { fill: #1b6aa5; }
            .badge.broken { fill: #b83a0b; stroke: none; }
            .infinite { stroke: #1f2328; stroke-width: 2; stroke-dasharray: 2 2; }
            .evidence { fill: #8250df; fill-opacity: 0.17; }
            .evidence-foot { fill: #8250df; }
            .branch { fill: none; stroke: #afb8c1; stroke-width: 1.2; }
            .branch.way { stroke: #1f2328; stroke-width: 2; }
            .way-halo { fill: none; stroke: #ffffff; stroke-width: 4; stroke-opacity: 0.7; stroke-linejoin: round; }
            .way-line { fill: none; stroke: #1f2328; stroke-width: 1.8; stroke-linejoin: round; }
            .way-point { fill: #ffffff; stroke: #1f2328; stroke-width: 2; }
            .judged { stroke: #1f2328; stroke-width: 1.4; }
            .decided { stroke: #1f2328; stroke-width: 1.4; stroke-dasharray: 2 3; }
            @media (prefers-color-scheme: dark) {
            text { fill: #e6edf3; }
            .badge-text { fill: #0d1117; }
            .note, .tick, .caption { fill: #9aa4af; }
            .flag { stroke: #0d1117; }
            .label { fill: #b7c0ca; }
            .label.way { fill: #e6edf3; }
            .paper { fill: #0d1117; }
            .plot { fill: #161b22; }
            .grid { stroke: #2b323b; }
            .zero { stroke: #768390; }
            .line { stroke: #6cb6ff; }
            .line.envelope { fill: #6cb6ff; }
            .threshold { stroke: #ffa657; }
            .holds { fill: #3f8fcb; }
            .broken { stroke: #ff8e53; }
            .hatch-ground { fill: #5a2a12; }
            .hatch-line { stroke: #ff8e53; }
            .badge.holds { fill: #6cb6ff; }
            .badge.broken { fill: #ff9a63; }
            .infinite { stroke: #e6edf3; }
            .evidence { fill: #bc8cff; fill-opacity: 0.22; }
            .evidence-foot { fill: #bc8cff; }
            .branch { stroke: #4b5560; }
            .branch.way { stroke: #e6edf3; }
            .way-halo { stroke: #0d1117; }
            .way-line { stroke: #e6edf3; }
            .way-point { fill: #0d1117; stroke: #e6edf3; }
            .judged, .decided { stroke: #e6edf3; }
            }
            """;

    private PictureStyle() {}

    /** What the style sheet refers to. */
    static void define(Svg svg) {
        svg.open("defs");
        svg.open(
                "pattern",
                "id",
                "hatch",
                "width",
                "6",
                "height",
                "6",
                "patternUnits",
                "userSpaceOnUse",
                "patternTransform",
                "rotate(45)");
        svg.box("hatch-ground", 0, 0, 6, 6);
        svg.line("hatch-line", 0, 0, 0, 6);
        svg.close();
        svg.close();
    }
}
