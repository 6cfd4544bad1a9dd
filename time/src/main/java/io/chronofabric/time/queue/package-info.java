/**
 * The temporal message queue: elements leave in the order of their hybrid logical times, the urgent
 * ones somewhat ahead of theirs. Many threads offer, one polls; bounded, and without allocation per
 * operation.
 */
package io.chronofabric.time.queue;
