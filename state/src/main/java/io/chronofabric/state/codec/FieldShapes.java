package io.chronofabric.state.codec;

import io.chronofabric.state.model.Fields;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashMap;
import java.util.Map;

/**
 * Makes fields of records that have some of a known set of signals. Records with the same signals
 * share one array of names. Not thread-safe.
 */
final class FieldShapes {
    /** How many sets of present signals are remembered; records beyond have arrays of their own. */
    private static final int SHAPES = 256;

    private final String[] names;
    private final Map<BitSet, String[]> shapes = new HashMap<>();

    /**
     * @param names all signals, in order of name
     */
    FieldShapes(String[] names) {
        this.names = names;
    }

    /**
     * @param present which of the names have a value
     * @param values their values in order of name, at the beginning; taken over
     */
    Fields of(BitSet present, double[] values) {
        int count = present.cardinality();
        if (count == names.length) {
            return Fields.ofSorted(names, values);
        }
        return Fields.ofSorted(names(present), Arrays.copyOf(values, count));
    }

    private String[] names(BitSet present) {
        String[] known = shapes.get(present);
        if (known == null) {
            known = present.stream().mapToObj(i -> names[i]).toArray(String[]::new);
            if (shapes.size() < SHAPES) {
                // A copy, because the caller may use its set again.
                shapes.put((BitSet) present.clone(), known);
            }
        }
        return known;
    }
}
