/** The operator that releases events by deadline, its state's format and its metrics. */
package io.chronofabric.operators.deadline.flink;
