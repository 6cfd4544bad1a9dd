package io.chronofabric.clogic.egc;

/**
 * A monitor's answer, kept for comparison.
 *
 * @param moment the moment judged
 * @param robustness its robustness
 * @param predicate the plan's predicate that decided it
 * @param decidedAt the moment at which that predicate did
 */
record Answer(long moment, double robustness, int predicate, long decidedAt) {}
