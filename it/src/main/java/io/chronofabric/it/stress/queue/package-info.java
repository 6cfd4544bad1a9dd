/** Temporal queue: producers that race with each other and with the consumer. */
package io.chronofabric.it.stress.queue;
