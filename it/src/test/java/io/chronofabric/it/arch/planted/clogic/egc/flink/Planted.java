package io.chronofabric.it.arch.planted.clogic.egc.flink;

/** Keeps what a shell must keep. */
public final class Planted {
    static final class MayKnow {
        org.apache.flink.api.common.functions.MapFunction<String, String> function;
    }
}
