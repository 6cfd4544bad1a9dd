/**
 * Sequence patterns: one hot key on which partial matches explode, ours beside Flink CEP.
 *
 * <p>Unbounded with equal outputs, then with the bound on as events go by.
 */
package io.chronofabric.it.bench.sequence;
