package io.chronofabric.jobs.plot;

import io.chronofabric.clogic.egc.stl.Formula;
import io.chronofabric.clogic.egc.stl.OfflineEvaluator;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * A constant that a formula compares a signal with.
 *
 * @param text as it stands in the formula, with its value where that is not the same
 * @param value finite
 */
record Threshold(String text, double value) {

    /** The thresholds of each signal that has one, in the order of the formula. */
    static Map<String, List<Threshold>> of(Subject subject) {
        Map<String, List<Threshold>> found = new LinkedHashMap<>();
        collect(subject.formula(), subject, found);
        return found;
    }

    private static void collect(
            Formula formula, Subject subject, Map<String, List<Threshold>> found) {
        if (formula instanceof Formula.Comparison comparison) {
            add(comparison.left(), comparison.right(), subject, found);
            add(comparison.right(), comparison.left(), subject, found);
        } else {
            formula.operands().forEach(operand -> collect(operand, subject, found));
        }
    }

    private static void add(
            Formula.Term signal,
            Formula.Term constant,
            Subject subject,
            Map<String, List<Threshold>> found) {
        if (!(signal instanceof Formula.Signal named) || !isConstant(constant)) {
            return;
        }
        double value =
                OfflineEvaluator.evaluate(constant, subject.context(), subject.columns(), 1)[0];
        if (!Double.isFinite(value)) {
            return;
        }
        boolean isNumber = constant instanceof Formula.Literal;
        String text = isNumber ? Figures.number(value) : constant + " = " + Figures.number(value);
        Threshold threshold = new Threshold(text, value);
        List<Threshold> ofSignal = found.computeIfAbsent(named.name(), key -> new ArrayList<>());
        if (!ofSignal.contains(threshold)) {
            ofSignal.add(threshold);
        }
    }

    private static boolean isConstant(Formula formula) {
        return !(formula instanceof Formula.Signal)
                && formula.operands().stream().allMatch(Threshold::isConstant);
    }
}
