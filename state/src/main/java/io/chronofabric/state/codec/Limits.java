package io.chronofabric.state.codec;

/**
 * What one record may hold at most, whatever its format. Each is far above real telemetry; beyond
 * them input is refused, so that no single record can fill a store.
 */
final class Limits {
    /** Signals of one event; as many as a sample store takes for one entity. */
    static final int FIELDS = 1_024;

    /** Characters of an entity's, node's or field's name. */
    static final int NAME = 1_024;

    private Limits() {}
}
