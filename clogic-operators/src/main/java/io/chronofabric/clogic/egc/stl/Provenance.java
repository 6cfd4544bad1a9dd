package io.chronofabric.clogic.egc.stl;

/**
 * Which predicate at which sample a value comes from, packed in a word so that it can travel with
 * the value through every operator without an object.
 *
 * <pre>
 *  63        52 51                                               0
 * +------------+--------------------------------------------------+
 * | predicate  | sample index                                     |
 * +------------+--------------------------------------------------+
 * </pre>
 */
final class Provenance {

    /** Most predicates a formula may have: all ids but one, which means none. */
    static final int MAX_PREDICATES = (1 << 12) - 1;

    /** Of values that come from no predicate: empty windows, true and false. */
    static final long NONE = -1L;

    private static final int SHIFT = 52;

    /** Largest sample index. */
    static final long MAX_INDEX = (1L << SHIFT) - 1;

    private Provenance() {}

    static long of(int predicate, long sampleIndex) {
        return (long) predicate << SHIFT | (sampleIndex & MAX_INDEX);
    }

    /** The predicate, or -1 for none. */
    static int predicate(long packed) {
        return packed == NONE ? -1 : (int) (packed >>> SHIFT);
    }

    /** The sample index, or -1 for none. */
    static long sampleIndex(long packed) {
        return packed == NONE ? -1 : packed & MAX_INDEX;
    }
}
