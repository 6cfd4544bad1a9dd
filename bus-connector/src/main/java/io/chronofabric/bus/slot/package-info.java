/**
 * The path without allocation: packets written in place into preallocated slots off the heap and
 * read there, inside one process. One write serves all subscriptions; each has a cursor of its own.
 * Frames are laid out as {@link io.chronofabric.bus.wire.FrameLayout} says. Knows no Flink.
 */
package io.chronofabric.bus.slot;
