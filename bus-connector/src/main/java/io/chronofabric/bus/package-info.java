/**
 * The Phase Coherence Bus: typed publish and subscribe inside one process, bounded, with a defined
 * answer when full. At most once: what is on a ring is gone when the process is. Knows no Flink.
 */
package io.chronofabric.bus;
