/**
 * Temporal queue: offer and poll at a depth of 1,000 against PriorityBlockingQueue.
 *
 * <p>Rings that keep no order at all are the floor.
 */
package io.chronofabric.it.bench.queue;
