package io.chronofabric.clogic.egc.stl;

import java.math.BigDecimal;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * What names stand for in one formula: parts of it that were given a name before, constants, and
 * parameters written without {@code $}. All others are signals.
 */
final class Names {
    /** Most names a formula may give to its parts. */
    static final int MAX_DEFINITIONS = 256;

    /** Most operators, signals and numbers of a formula, its named parts written out. */
    static final int MAX_PARTS = 65_536;

    private final Set<String> signals;
    private final Set<String> params;
    private final Map<String, BigDecimal> constants;
    private final Map<String, Definition> definitions = new HashMap<>();

    /**
     * A part that has a name.
     *
     * @param size how many parts it has itself
     * @param depth how deep it nests
     */
    record Definition(Formula formula, int size, int depth) {
        static Definition of(Formula formula) {
            int size = 1;
            int depth = 0;
            for (Formula operand : formula.operands()) {
                Definition part = of(operand);
                size += part.size;
                depth = Math.max(depth, part.depth);
            }
            return new Definition(formula, size, depth + 1);
        }
    }

    Names(Set<String> signals, Set<String> params, Map<String, BigDecimal> constants) {
        this.signals = Set.copyOf(signals);
        this.params = new HashSet<>(params);
        this.params.removeAll(signals);
        this.constants = Map.copyOf(constants);
    }

    boolean isSignal(String name) {
        return signals.contains(name);
    }

    boolean isParameter(String name) {
        return params.contains(name);
    }

    /** A constant's value, or null. */
    BigDecimal constant(String name) {
        return constants.get(name);
    }

    /** What was given a name, or null. */
    Definition definition(String name) {
        return definitions.get(name);
    }

    boolean isFull() {
        return definitions.size() >= MAX_DEFINITIONS;
    }

    void define(String name, Formula formula) {
        definitions.put(name, Definition.of(formula));
    }
}
