/**
 * Flink's way onto and off the Phase Coherence Bus of a host: a FLIP-27 source over its durable
 * log, whose positions are in checkpoints, and a sink, at least once or exactly once by commit
 * markers. The in-process bus has its own, in {@code local}.
 */
package io.chronofabric.connector.bus;
