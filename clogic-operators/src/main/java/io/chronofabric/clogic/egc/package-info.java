/**
 * EGC, governance by temporal logic: compiled rules, and the engine that samples an entity's events
 * and judges them. Plain Java; {@code egc.flink} is the shell around it.
 */
package io.chronofabric.clogic.egc;
