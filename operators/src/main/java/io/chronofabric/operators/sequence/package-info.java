/**
 * Sequences of events as patterns: stages in order, with quantifiers, contiguity, absences and
 * limits of time, matched key by key with bounded memory. Knows no Flink; the operator around it is
 * in {@code operators.sequence.flink}. What a pattern means is what Flink CEP says wherever CEP can
 * say it; see {@link io.chronofabric.operators.sequence.SequencePattern} for where it differs.
 */
package io.chronofabric.operators.sequence;
