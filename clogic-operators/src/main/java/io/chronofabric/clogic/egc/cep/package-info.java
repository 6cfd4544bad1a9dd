/**
 * Rules that are Boolean sequences, for Flink's CEP: what makes a rule one, how an entity's events
 * become the few edges that a pattern has to look at, and how what the pattern found becomes
 * verdicts. What it costs depends on the events and not on the length of the window, nor on the
 * number of moments in it. The shells around it are in {@code egc.flink}.
 */
package io.chronofabric.clogic.egc.cep;
