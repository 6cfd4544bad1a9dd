/**
 * Flink's way onto and off the in-process Phase Coherence Bus: a FLIP-27 source and a sink, both at
 * most once, for jobs that run in the JVM that publishes. They use the task's own thread and wake
 * by future.
 */
package io.chronofabric.connector.bus.local;
