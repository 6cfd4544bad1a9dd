/** Hybrid logical clock: ticks and updates that race for its one word. */
package io.chronofabric.it.stress.time;
