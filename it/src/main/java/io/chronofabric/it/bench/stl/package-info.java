/**
 * Temporal-logic monitor: a step of a compiled plan against a window rescanned at each sample.
 *
 * <p>The naive window is what one writes first by hand; its cost grows with the bound, the plan's
 * does not. The bare deque is the best one can write for one operator, without saying what decided.
 */
package io.chronofabric.it.bench.stl;
