package io.chronofabric.connector.bus;

import java.util.List;
import java.util.Set;

/**
 * What the enumerator keeps in a checkpoint.
 *
 * @param known ids of all splits that ever were, so that none is begun twice
 * @param unassigned splits that no reader has
 * @param discovered whether all readers had reported once: what appears after that is read from its
 *     beginning
 */
record BusEnumeratorState(Set<String> known, List<BusSplit> unassigned, boolean discovered) {
    BusEnumeratorState {
        known = Set.copyOf(known);
        unassigned = List.copyOf(unassigned);
    }
}
