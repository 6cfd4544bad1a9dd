package io.chronofabric.operators.sequence;

import io.chronofabric.time.LogicalTime;

/** A match that is complete; where a skip is asked for it may have to wait for earlier ones. */
record Completed<E>(Link<E> last, Kept<E> first, LogicalTime end, boolean byTime)
        implements Comparable<Completed<E>> {
    /** As {@link AfterMatch} says. */
    @Override
    public int compareTo(Completed<E> other) {
        int byBegin = Long.compare(first.ordinal, other.first.ordinal);
        if (byBegin != 0) {
            return byBegin;
        }
        int byEnd = end.compareTo(other.end);
        if (byEnd != 0) {
            return byEnd;
        }
        int byLength = Integer.compare(other.last.depth, last.depth);
        return byLength != 0 ? byLength : byEvents(last, other.last);
    }

    /** The first difference decides; both chains are equally long. */
    private static <E> int byEvents(Link<E> one, Link<E> two) {
        int answer = 0;
        Link<E> a = one;
        Link<E> b = two;
        while (a != null && a != b) {
            int here = Long.compare(a.kept.ordinal, b.kept.ordinal);
            if (here == 0) {
                here = Integer.compare(a.stage, b.stage);
            }
            if (here != 0) {
                answer = here;
            }
            a = a.before;
            b = b.before;
        }
        return answer;
    }

    @Override
    public boolean equals(Object other) {
        return this == other;
    }

    @Override
    public int hashCode() {
        return System.identityHashCode(this);
    }
}
