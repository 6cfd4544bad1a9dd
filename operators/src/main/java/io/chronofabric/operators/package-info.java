/** Operators that any job can use: dead letters set aside, verdicts in order, metrics. */
package io.chronofabric.operators;
