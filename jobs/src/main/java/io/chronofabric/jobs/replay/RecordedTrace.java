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
 */
public record RecordedTrace(SortedMap<String, List<Signal>> entities) {
    /** About what an event takes besides its values and its entity's name. */
    private static final int EVENT_BYTES = 256;

    /** Is told what a trace holds while it is read. */
    public interface Listener {
        /** A row that could not be used. */
        void rejected(Rejected row);

        /**
         * How much memory the events up to here take; throws where that is too much.
         *
         * @param events how many there are
         * @param bytes about how many bytes they take
         */
        void grown(long events, long bytes);
    }

    /**
     * Reads a file, or a folder of files.
     *
     * @throws ChronoFabricException if there is no such file, or its header cannot be used
     * @throws IOException if its storage fails
     */
    public static RecordedTrace read(String path, Listener listener) throws IOException {
        SortedMap<String, List<Signal>> entities = new TreeMap<>();
        long events = 0;
        long bytes = 0;
        for (String file : Recordings.list(path)) {
            try (Recording recording = Recording.open(file)) {
                for (Ingested row = recording.next(); row != null; row = recording.next()) {
                    if (row instanceof Signal signal) {
                        entities.computeIfAbsent(signal.entity(), ignored -> new ArrayList<>())
                                .add(signal);
                        bytes += EVENT_BYTES + 2L * signal.entity().length();
                        bytes += (long) Double.BYTES * signal.fields().size();
                        listener.grown(++events, bytes);
                    } else {
                        listener.rejected((Rejected) row);
                    }
                }
            }
        }
        entities.values().forEach(each -> each.sort(Comparator.comparing(Signal::time)));
        return new RecordedTrace(entities);
    }
}
