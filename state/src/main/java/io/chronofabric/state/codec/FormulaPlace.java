package io.chronofabric.state.codec;

import io.chronofabric.state.model.Rule;
import org.yaml.snakeyaml.DumperOptions.ScalarStyle;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Finds where the text of a scalar begins in its document, so that an error in a formula can be
 * shown at its place: after an anchor, a tag and a comment, after the opening quote, on the line
 * after {@code |} or {@code >}, at the first character that is no blank.
 */
final class FormulaPlace {
    private final int[] text;
    private int at;
    private int line;
    private int column;

    private FormulaPlace(int[] text, ScalarNode node) {
        this.text = text;
        at = node.getStartMark().getIndex();
        line = node.getStartMark().getLine() + 1;
        column = node.getStartMark().getColumn() + 1;
    }

    /**
     * @param text the whole text as code points, as it was parsed
     */
    static Rule.Place of(String source, int[] text, ScalarNode node) {
        return new FormulaPlace(text, node).find(source, node.getScalarStyle());
    }

    private Rule.Place find(String source, ScalarStyle style) {
        skipBlanks();
        while (at < text.length && (text[at] == '&' || text[at] == '!' || text[at] == '#')) {
            boolean comment = text[at] == '#';
            int start = line;
            while (at < text.length && (comment ? line == start : !isBlank(text[at]))) {
                step();
            }
            skipBlanks();
        }
        if (style == ScalarStyle.SINGLE_QUOTED || style == ScalarStyle.DOUBLE_QUOTED) {
            step();
        } else if (style == ScalarStyle.LITERAL || style == ScalarStyle.FOLDED) {
            int header = line;
            while (at < text.length && line == header) {
                step();
            }
        }
        skipBlanks();
        return new Rule.Place(source, line, column);
    }

    private void skipBlanks() {
        while (at < text.length && isBlank(text[at])) {
            step();
        }
    }

    private void step() {
        if (at >= text.length) {
            return;
        }
        int c = text[at++];
        boolean lineEnd = c == '\n' || (c == '\r' && (at == text.length || text[at] != '\n'));
        if (lineEnd) {
            line++;
            column = 1;
        } else if (c != '\r') {
            column++;
        }
    }

    private static boolean isBlank(int c) {
        return c == ' ' || c == '\t' || c == '\n' || c == '\r';
    }
}
