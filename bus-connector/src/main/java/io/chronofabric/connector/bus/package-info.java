/** Flink's way onto and off the Phase Coherence Bus: a FLIP-27 source and a sink. */
package io.chronofabric.connector.bus;
