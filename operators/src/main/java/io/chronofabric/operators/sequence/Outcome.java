package io.chronofabric.operators.sequence;

import java.util.ArrayList;
import java.util.List;

/** What an event does to the partial matches of a state. */
final class Outcome {
    /** A way on that takes the event. */
    record Take(Automaton.State target, int stage, boolean completes) {}

    final List<Take> takes = new ArrayList<>();
    final List<Automaton.State> ignores = new ArrayList<>();
    boolean stays;
    boolean stops;

    void clear() {
        takes.clear();
        ignores.clear();
        stays = false;
        stops = false;
    }

    boolean changesNothing() {
        return stays && !stops && takes.isEmpty() && ignores.isEmpty();
    }
}
