/**
 * The bytes of a packet where no reference can go: slots of a ring, shared memory, recordings. One
 * layout for all of them, in {@link io.chronofabric.bus.wire.FrameLayout}, with a flyweight to
 * write it and one to read it; neither allocates. Knows neither Aeron nor Flink.
 */
package io.chronofabric.bus.wire;
