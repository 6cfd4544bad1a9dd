package io.chronofabric.connector.bus;

/**
 * A range that is in the log and does not count yet.
 *
 * @param archiveId the log that has it
 * @param markers name of the recording that its marker belongs into
 * @param recording that has the packets
 * @param from position before the first
 * @param to position after the last
 * @param epoch which commit of its writer it is
 */
record BusCommittable(
        long archiveId, String markers, long recording, long from, long to, long epoch) {}
