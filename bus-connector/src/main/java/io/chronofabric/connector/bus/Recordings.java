package io.chronofabric.connector.bus;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.Recording;
import io.chronofabric.core.ErrorCode;

/** Finds the recordings that splits name. */
final class Recordings {
    private Recordings() {}

    static Recording required(BusConnection connection, BusSplit split) {
        return required(connection, split, split.recording());
    }

    static Recording required(BusConnection connection, BusSplit split, long id) {
        if (connection.archiveId() != split.archiveId()) {
            throw missing(
                    "log " + split.archiveId() + ", and this host has " + connection.archiveId(),
                    split);
        }
        return connection
                .recording(id)
                .orElseThrow(() -> missing("recording " + id + ", which the log lacks", split));
    }

    private static BusException missing(String what, BusSplit split) {
        return new BusException(
                ErrorCode.BUS_SUBSCRIPTION_NOT_FOUND,
                what + ", for " + split,
                "the log that the checkpoint was taken with",
                "Bring the log's folder back, or start the job without this state.");
    }
}
