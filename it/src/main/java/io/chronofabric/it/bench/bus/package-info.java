/**
 * Phase Coherence Bus into Flink: the bus's source against a bare reader over a plain ring.
 *
 * <p>The bare reader is the peer because no source inside Flink can do less: it neither stamps nor
 * counts, and its records have no event time. The ratio is the price of the bus. A second row gives
 * the bare ring the one clock read that a packet cannot do without.
 */
package io.chronofabric.it.bench.bus;
