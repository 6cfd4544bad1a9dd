/**
 * Phase Coherence Bus: its two paths beside other rings, and its source inside Flink.
 *
 * <p>From thread to thread the peers are what does less: no stamp, no header, no mask. A bare cache
 * line is the floor of all.
 *
 * <p>Inside Flink the peer is a bare reader over a plain ring, because no source inside Flink can
 * do less: it neither stamps nor counts, and its records have no event time. The ratio is the price
 * of the bus. A second row gives the bare ring the one clock read that a packet cannot do without.
 */
package io.chronofabric.it.bench.bus;
