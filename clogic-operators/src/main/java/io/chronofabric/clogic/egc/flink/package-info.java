/**
 * The Flink shell around EGC: reads an entity's state, calls the governor, writes the state, sends
 * what it says. No judging happens here.
 */
package io.chronofabric.clogic.egc.flink;
