package io.chronofabric.state.model;

import java.util.Arrays;
import java.util.Map;
import java.util.TreeMap;

/**
 * Named numbers, in order of name: one event's measurements. Immutable; the array of names is meant
 * to be shared between events of the same shape, so that a million events hold one copy.
 */
public final class Fields {
    private final String[] names;
    private final double[] values;

    private Fields(String[] names, double[] values) {
        this.names = names;
        this.values = values;
    }

    /** The fields of a map. Every value must be finite. */
    public static Fields of(Map<String, Double> fields) {
        TreeMap<String, Double> sorted = new TreeMap<>(fields);
        String[] names = sorted.keySet().toArray(String[]::new);
        double[] values = sorted.values().stream().mapToDouble(Double::doubleValue).toArray();
        return ofSorted(names, values);
    }

    /**
     * Takes over two arrays of one length without copying them; the caller must not change them
     * afterwards.
     *
     * @param sortedNames names, strictly ascending
     * @param values their values, each finite
     */
    public static Fields ofSorted(String[] sortedNames, double[] values) {
        if (sortedNames.length != values.length) {
            throw new IllegalArgumentException(
                    values.length + " values for " + sortedNames.length + " names");
        }
        for (int i = 0; i < sortedNames.length; i++) {
            if (i > 0 && sortedNames[i - 1].compareTo(sortedNames[i]) >= 0) {
                throw new IllegalArgumentException(
                        "field names out of order: "
                                + sortedNames[i - 1]
                                + ", "
                                + sortedNames[i]
                                + " (expected: strictly ascending)");
            }
            if (!Double.isFinite(values[i])) {
                throw new IllegalArgumentException(
                        sortedNames[i] + ": " + values[i] + " (expected: a finite number)");
            }
        }
        return new Fields(sortedNames, values);
    }

    /** How many there are. */
    public int size() {
        return names.length;
    }

    /** The name of field {@code index}. */
    public String name(int index) {
        return names[index];
    }

    /** The value of field {@code index}. */
    public double value(int index) {
        return values[index];
    }

    /**
     * Whether both hold one array of names, so that what was worked out for one's names serves the
     * other. False says nothing: equal names may stand in two arrays.
     */
    public boolean sharesNamesWith(Fields other) {
        return names == other.names;
    }

    /** The value of a named field, or NaN where there is none. */
    public double get(String name) {
        int index = Arrays.binarySearch(names, name);
        return index < 0 ? Double.NaN : values[index];
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof Fields that
                && Arrays.equals(names, that.names)
                && Arrays.equals(values, that.values);
    }

    @Override
    public int hashCode() {
        return 31 * Arrays.hashCode(names) + Arrays.hashCode(values);
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder("{");
        for (int i = 0; i < names.length; i++) {
            text.append(i == 0 ? "" : ", ").append(names[i]).append('=').append(values[i]);
        }
        return text.append('}').toString();
    }
}
