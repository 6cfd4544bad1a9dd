package io.chronofabric.it.arch.planted.connector.bus;

/** Keeps what room {@code connector.bus} must keep. */
public final class Planted {
    static final class MayKnow {
        org.apache.flink.api.connector.source.SourceSplit split;
        io.chronofabric.it.arch.planted.bus.Planted.Value value;
    }
}
