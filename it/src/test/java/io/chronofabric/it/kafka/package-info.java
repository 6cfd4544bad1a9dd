/**
 * The whole pipeline, Kafka to Kafka: the governance job on a Flink MiniCluster against a broker in
 * this JVM. Its oracle ({@code Workload}) knows the right answers without the engine; its faults
 * are killed task managers, savepoints, expired transactions, poison and silence.
 */
package io.chronofabric.it.kafka;
