/**
 * Pattern documents made runnable: their conditions compiled, their features worked out over
 * sliding windows, their sequences handed to the bounded engine. Knows no Flink.
 */
package io.chronofabric.clogic.egc.pattern;
