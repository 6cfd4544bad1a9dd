/**
 * Signal Temporal Logic: grammar, formula tree, checks, compiled plans and their evaluation with
 * quantitative robustness. Plain Java, no Flink.
 */
package io.chronofabric.clogic.egc.stl;
