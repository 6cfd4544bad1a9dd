/**
 * Temporal-logic monitor: a step of a compiled plan against code written by hand for that one rule.
 *
 * <p>The bare kernels give the robustness and nothing besides; the plan also keeps what decided it.
 * {@code KernelsTest} shows that they give the same answers. The interval rows add a look at what
 * can be said of the next answer.
 */
package io.chronofabric.it.bench.stl;
