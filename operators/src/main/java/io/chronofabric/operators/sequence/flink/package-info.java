/** Sequence patterns on Flink: the operator, its state's serializer, and what comes out. */
package io.chronofabric.operators.sequence.flink;
