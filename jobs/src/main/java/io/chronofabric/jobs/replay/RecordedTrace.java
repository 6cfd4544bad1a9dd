package io.chronofabric.jobs.replay;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * A recorded trace as a whole, in memory.
 *
 * @param entities the events of each entity, in order of time
 * @param rejected the rows that could not be used, in the order of the file
 */
public record RecordedTrace(SortedMap<String, List<Signal>> entities, List<Rejected> rejected) {

    /**
     * Reads a file, or a folder of files.
     *
     * @throws ChronoFabricException if there is no such file, or its header cannot be used
     * @throws IOException if its storage fails
     */
    public static RecordedTrace read(String path) throws IOException {
        SortedMap<String, List<Signal>> entities = new TreeMap<>();
        List<Rejected> rejected = new ArrayList<>();
        for (String file : Recordings.list(path)) {
            try (Recording recording = Recording.open(file)) {
                for (Ingested row = recording.next(); row != null; row = recording.next()) {
                    if (row instanceof Signal signal) {
                        entities.computeIfAbsent(signal.entity(), ignored -> new ArrayList<>())
                                .add(signal);
                    } else {
                        rejected.add((Rejected) row);
                    }
                }
            }
        }
        entities.values().forEach(events -> events.sort(Comparator.comparing(Signal::time)));
        return new RecordedTrace(entities, List.copyOf(rejected));
    }
}
