/** The operator that puts a keyed stream into causal order, its state's format and its metrics. */
package io.chronofabric.operators.causal.flink;
