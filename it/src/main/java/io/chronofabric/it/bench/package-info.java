/**
 * The runner behind {@code bin/bench}. A benchmark's name is the last part of a package below this
 * one, and its description is the first sentence of that package's comment. To add a measurement,
 * add a class there: JMH benchmarks are found by their annotations, and a {@link
 * io.chronofabric.it.bench.Load} runs as plain Java. {@link io.chronofabric.it.bench.Peer} names
 * what a JMH benchmark is compared with.
 */
package io.chronofabric.it.bench;
