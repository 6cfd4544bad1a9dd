/**
 * Cause before effect on a keyed stream: how events tell what they depend on, within which bounds
 * they wait for it, and where one causal domain stands. The operator is in {@code flink}; the
 * queues are those of {@code time.causal}.
 */
package io.chronofabric.operators.causal;
