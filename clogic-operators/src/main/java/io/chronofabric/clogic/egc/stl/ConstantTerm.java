package io.chronofabric.clogic.egc.stl;

import java.util.List;
import java.util.Map;
import java.util.OptionalDouble;

/** Terms that read no signal. */
public final class ConstantTerm {
    private ConstantTerm() {}

    /**
     * A term's value.
     *
     * @param params values of the parameters by name, without {@code $}
     * @return empty if it reads a signal, or a parameter that is not there
     */
    public static OptionalDouble valueOf(Formula.Term term, Map<String, Double> params) {
        return isConstant(term, params)
                ? OptionalDouble.of(CompiledTerm.of(term, List.of(), params).at(new double[0]))
                : OptionalDouble.empty();
    }

    private static boolean isConstant(Formula part, Map<String, Double> params) {
        if (part instanceof Formula.Signal) {
            return false;
        }
        if (part instanceof Formula.Parameter parameter) {
            return params.containsKey(parameter.name());
        }
        return part.operands().stream().allMatch(operand -> isConstant(operand, params));
    }
}
