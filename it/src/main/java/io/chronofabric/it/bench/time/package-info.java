/**
 * Hybrid logical clock: tick and update against the bare clock read.
 *
 * <p>The bare read is the peer because no clock can be cheaper: the ratio is the price of order.
 */
package io.chronofabric.it.bench.time;
