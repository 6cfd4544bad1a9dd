package io.chronofabric.it.arch.planted.state.codec;

/** Breaks, on purpose, what room {@code state.codec} must keep. */
public final class Planted {
    static final class KnowsFlinkInCodec {
        Class<?> found = org.apache.flink.core.memory.DataInputView.class;
    }

    static final class MayKnow {
        com.fasterxml.jackson.databind.JsonNode node;
    }
}
