/**
 * Kafka into verdicts and back: latency and throughput of the governance job beside jobs that do
 * less.
 *
 * <p>The peer is the same job with a plain function in the place of governance: same source,
 * deserializer, watermarks, shuffle, sinks and settings. The ratio is the price of governance, and
 * the peer's own figure that of Kafka and Flink.
 */
package io.chronofabric.it.bench.kafka;
