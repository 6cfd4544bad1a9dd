package io.chronofabric.it.arch.planted.bus.unsafe;

/** Keeps what a room named {@code unsafe} must keep. */
public final class Planted {
    static final class MayReachIntoMemory {
        Class<?> unsafe = org.agrona.UnsafeApi.class;
    }
}
