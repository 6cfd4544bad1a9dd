package io.chronofabric.connector.bus;

import java.io.Serializable;
import java.util.List;
import org.apache.flink.api.connector.source.SourceEvent;

/**
 * A reader's word to the enumerator: which recordings the log of its host has.
 *
 * @param archiveId the log, or {@link #NO_LOG}
 * @param recordings of the bus that is read
 */
record RecordingsFound(long archiveId, List<Found> recordings) implements SourceEvent {
    /** There is no driver on the reader's host. */
    static final long NO_LOG = -1;

    /**
     * One recording.
     *
     * @param id in that log
     * @param source who publishes it
     * @param committed whether it holds commit markers
     * @param start where it begins
     * @param end how far it was written when it was found
     */
    record Found(long id, String source, boolean committed, long start, long end)
            implements Serializable {}

    RecordingsFound {
        recordings = List.copyOf(recordings);
    }
}
