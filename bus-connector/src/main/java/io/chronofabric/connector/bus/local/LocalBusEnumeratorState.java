package io.chronofabric.connector.bus.local;

import java.util.List;

/**
 * What the enumerator keeps in a checkpoint.
 *
 * @param unassigned splits that no reader has
 */
record LocalBusEnumeratorState(List<LocalBusSplit> unassigned) {
    LocalBusEnumeratorState {
        unassigned = List.copyOf(unassigned);
    }
}
