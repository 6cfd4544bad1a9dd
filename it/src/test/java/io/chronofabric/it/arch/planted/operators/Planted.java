package io.chronofabric.it.arch.planted.operators;

/** Breaks, on purpose, what room {@code operators} must keep. */
public final class Planted {
    /** What the rooms above may know. */
    public static final class Value {}

    static final class KnowsClogic {
        io.chronofabric.it.arch.planted.clogic.egc.stl.Planted.Value value;
    }

    static final class MayKnow {
        org.apache.flink.api.common.functions.MapFunction<String, String> function;
        io.chronofabric.it.arch.planted.state.model.Planted.Value value;
    }
}
