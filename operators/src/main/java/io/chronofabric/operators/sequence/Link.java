package io.chronofabric.operators.sequence;

/**
 * An event taken by a stage, and what was taken before it. Partial matches that begin alike share
 * their links. Counts who holds it, so that the number of events kept is known at any moment.
 */
final class Link<E> {
    final Kept<E> kept;
    final Link<E> before;
    final int stage;
    final int depth;
    int uses;

    Link(Kept<E> kept, Link<E> before, int stage) {
        this.kept = kept;
        this.before = before;
        this.stage = stage;
        depth = before == null ? 1 : before.depth + 1;
    }
}
