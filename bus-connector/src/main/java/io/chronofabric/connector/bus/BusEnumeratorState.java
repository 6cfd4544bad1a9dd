package io.chronofabric.connector.bus;

import java.util.List;

/**
 * What the enumerator keeps in a checkpoint.
 *
 * @param unassigned splits that no reader has
 */
record BusEnumeratorState(List<BusSplit> unassigned) {
    BusEnumeratorState {
        unassigned = List.copyOf(unassigned);
    }
}
