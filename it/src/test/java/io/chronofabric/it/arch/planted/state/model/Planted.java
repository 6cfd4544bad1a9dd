package io.chronofabric.it.arch.planted.state.model;

/** Breaks, on purpose, what room {@code state.model} must keep. */
public final class Planted {
    /** What the rooms above may know. */
    public static final class Value {}

    static final class KnowsJacksonInModel {
        com.fasterxml.jackson.databind.JsonNode node;
    }

    static final class StoreImpl {}

    static final class StoreManager {}

    static final class StoreHelper {}

    static final class StoreUtils {}

    static final class Implementation {}
}
