package io.chronofabric.operators.sequence;

/** A partial match: where it stands, what it has taken last, and what it began with. */
final class Partial<E> {
    final Link<E> last;
    final Kept<E> first;
    final long deadline;
    final long birth;

    /**
     * @param deadline the moment at which its time is out, nanoseconds; {@code Long.MAX_VALUE} for
     *     none
     * @param birth its place among the partial matches of the key
     */
    Partial(Link<E> last, Kept<E> first, long deadline, long birth) {
        this.last = last;
        this.first = first;
        this.deadline = deadline;
        this.birth = birth;
    }

    /** Whether it goes before another at the bound and when time is out. */
    boolean isBefore(Partial<E> other) {
        if (deadline != other.deadline) {
            return deadline < other.deadline;
        }
        if (first.ordinal != other.first.ordinal) {
            return first.ordinal < other.first.ordinal;
        }
        return birth < other.birth;
    }
}
