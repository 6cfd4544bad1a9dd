package io.chronofabric.state.model;

/** Why a record became a dead letter. Names are part of the output format; add, never rename. */
public enum RejectReason {
    /** The bytes are not in the format they should be in. */
    MALFORMED,
    /** Time, node or entity is missing or unreadable. */
    BAD_IDENTITY,
    /** A signal's value is no finite number. */
    BAD_VALUE,
    /** The event came after the allowed lateness. */
    LATE,
    /** An event with the same time and entity but other values was here first. */
    CONFLICTING_DUPLICATE,
    /** The entity has as many unsettled samples as it may hold. */
    ENTITY_FULL,
    /** The event is dated further beyond its arrival than clocks may differ. */
    TOO_FAR_AHEAD,
    /** The event is dated before the earliest moment that is taken in. */
    TOO_OLD,
    /** A change of rules that cannot take effect as it is. */
    RULE_REFUSED,
    /** The entity is not known yet, and there is no room in the state for another. */
    STATE_FULL
}
