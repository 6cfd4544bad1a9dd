package io.chronofabric.state.model;

/** What the bytes of a dead letter are. Names are part of the output format; add, never rename. */
public enum Form {
    /** The record's value as it came. */
    RECORD,
    /** The event, rewritten in the house's own form ({@code SignalJson}). */
    SIGNAL,
    /** The change of rules, rewritten in the house's own form ({@code RuleControlJson}). */
    RULE_CHANGE,
    /** The record had no value at all, as Kafka marks a deletion; there are no bytes. */
    TOMBSTONE
}
