/**
 * Release by deadline: a server a key, a fixed time a release, the earliest deadline first. The
 * schedule is one of event time, so every run over the same events gives the same one. The operator
 * is in {@code flink}.
 */
package io.chronofabric.operators.deadline;
