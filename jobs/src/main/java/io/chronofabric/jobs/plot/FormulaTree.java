package io.chronofabric.jobs.plot;

import io.chronofabric.clogic.egc.stl.Explanation;
import io.chronofabric.clogic.egc.stl.Formula;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

/**
 * A formula as rows: each part under the one around it, those on the way to the predicate that
 * decided marked. Of a large formula that way and the outermost parts are kept.
 */
final class FormulaTree {
    private final List<Row> rows = new ArrayList<>();

    private FormulaTree() {}

    /**
     * A part of the formula.
     *
     * @param formula the part
     * @param depth how many parts are around it
     * @param parent row of the part around it; -1 for the whole
     * @param hidden how many parts inside it have no row
     * @param step where it gave its robustness; null if the robustness did not come from it
     */
    record Row(Formula formula, int depth, int parent, int hidden, Explanation.Step step) {
        /** The operator, or the whole predicate. */
        String label() {
            if (formula instanceof Formula.Not) {
                return "not";
            }
            if (formula instanceof Formula.Joined joined) {
                return joined.connective().symbol();
            }
            if (formula instanceof Formula.Windowed windowed) {
                return windowed.quantifier().symbol() + text(windowed.interval());
            }
            if (formula instanceof Formula.Shifted shifted) {
                return shifted.neighbour().symbol();
            }
            if (formula instanceof Formula.Reaching reaching) {
                return reaching.reach().symbol() + text(reaching.interval());
            }
            return formula.toString();
        }

        boolean isLeaf() {
            return parts(formula).isEmpty();
        }

        private static String text(Object interval) {
            return interval == null ? "" : interval.toString();
        }
    }

    /**
     * The rows from top to bottom.
     *
     * @param path from the formula inward
     * @param most how many rows there may be, at least 1
     */
    static List<Row> rows(Formula formula, List<Explanation.Step> path, int most) {
        Part root = new Part(formula);
        choose(root, path, most);
        FormulaTree tree = new FormulaTree();
        tree.add(root, 0, -1);
        return List.copyOf(tree.rows);
    }

    private static void choose(Part root, List<Explanation.Step> path, int most) {
        int chosen = 0;
        Part part = root;
        for (int i = 0; part != null && i < path.size() && chosen < most; i++) {
            part.step = path.get(i);
            part.chosen = true;
            chosen++;
            part = i + 1 < path.size() ? part.called(path.get(i + 1).part()) : null;
        }
        Deque<Part> queue = new ArrayDeque<>(List.of(root));
        while (!queue.isEmpty() && chosen < most) {
            Part next = queue.poll();
            if (!next.chosen) {
                next.chosen = true;
                chosen++;
            }
            queue.addAll(next.parts());
        }
    }

    private void add(Part part, int depth, int parent) {
        int row = rows.size();
        rows.add(new Row(part.formula, depth, parent, part.hidden(), part.step));
        part.parts().stream()
                .filter(inner -> inner.chosen)
                .forEach(inner -> add(inner, depth + 1, row));
    }

    /** What a formula consists of; a predicate is one piece, whatever it reckons. */
    private static List<Formula> parts(Formula formula) {
        boolean isPredicate =
                formula instanceof Formula.Term || formula instanceof Formula.Comparison;
        return isPredicate ? List.of() : formula.operands();
    }

    private static int size(Formula formula) {
        return 1 + parts(formula).stream().mapToInt(FormulaTree::size).sum();
    }

    /** A part, which may stand in the formula more than once. */
    private static final class Part {
        private final Formula formula;
        private List<Part> parts;
        private boolean chosen;
        private Explanation.Step step;

        Part(Formula formula) {
            this.formula = formula;
        }

        List<Part> parts() {
            if (parts == null) {
                parts = FormulaTree.parts(formula).stream().map(Part::new).toList();
            }
            return parts;
        }

        Part called(String text) {
            return parts().stream()
                    .filter(part -> part.formula.toString().equals(text))
                    .findFirst()
                    .orElse(null);
        }

        int hidden() {
            return parts().stream()
                    .filter(part -> !part.chosen)
                    .mapToInt(part -> size(part.formula))
                    .sum();
        }
    }
}
