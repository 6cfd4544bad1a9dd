package io.chronofabric.bus;

/**
 * What became of packets published for acknowledgement.
 *
 * @param delivered packets that everyone acknowledged
 * @param failed packets that someone did not
 * @param outstanding packets whose publisher waits now
 */
public record AcknowledgementStatistics(long delivered, long failed, int outstanding) {}
