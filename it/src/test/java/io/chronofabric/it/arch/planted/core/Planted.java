package io.chronofabric.it.arch.planted.core;

/** Breaks, on purpose, what room {@code core} must keep. */
public final class Planted {
    /** What anybody may know. */
    public static final class Value {}

    static final class KnowsState {
        io.chronofabric.it.arch.planted.state.model.Planted.Value[] value;
    }

    static final class KnowsItsOwnModule {
        io.chronofabric.it.arch.planted.time.Planted.Value value;
        org.agrona.MutableDirectBuffer buffer;
        int[] numbers;
    }
}
