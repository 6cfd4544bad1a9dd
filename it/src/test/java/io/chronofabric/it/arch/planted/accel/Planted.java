package io.chronofabric.it.arch.planted.accel;

/** Breaks, on purpose, what room {@code accel} must keep. */
public final class Planted {
    static final class KnowsOperators {
        io.chronofabric.it.arch.planted.operators.Planted.Value value;
    }

    static final class KnowsFlinkInAccel {
        org.apache.flink.api.common.functions.MapFunction<String, String> function;
    }
}
