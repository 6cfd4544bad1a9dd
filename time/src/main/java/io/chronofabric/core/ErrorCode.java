package io.chronofabric.core;

/**
 * What can go wrong, as a stable code that users can search for and alarms can count. The code is
 * the contract; the text around it may improve.
 */
public enum ErrorCode {
    /** A bus subscription that does not exist, or no longer does. */
    BUS_SUBSCRIPTION_NOT_FOUND,
    /** A bus subscription that could not be made. */
    BUS_SUBSCRIPTION_FAILED,
    /** A packet that could not be handed to a subscriber. */
    BUS_DELIVERY_FAILED,
    /** A publish that waited for room longer than it was allowed to. */
    BUS_PUBLISH_TIMEOUT,
    /** A packet whose time contradicts what was already delivered. */
    BUS_TEMPORAL_VIOLATION,
    /** A configured bound that is reached: memory, slots, subscriptions. */
    BUS_RESOURCE_EXHAUSTED,
    /** A payload that could not be turned into bytes or back. */
    BUS_SERIALIZATION_FAILED,
    /** A bus that could not start, or is not running. */
    BUS_INITIALIZATION_FAILED,
    /** An accelerator that was asked for and is not there. */
    BUS_ACCELERATION_UNAVAILABLE,
    /** A fault of the bus itself. */
    BUS_INTERNAL,

    /** An effect dated before its cause. */
    TIME_CAUSALITY_VIOLATION,
    /** A task that ended after its deadline. */
    TIME_DEADLINE_MISS,
    /** A schedule that could not be improved within its budget. */
    TIME_OPTIMIZATION_FAILURE,
    /** A timestamp outside what its layout can hold. */
    TIME_OUT_OF_RANGE,
    /** A clock that cannot keep the bound it must begin above when it is started again. */
    TIME_BOUND_UNAVAILABLE,

    /** A rule document that cannot be used. */
    RULE_INVALID,
    /** A setting that is unknown, or has a value that cannot be used. */
    CONFIGURATION_INVALID,
    /** An input file or record that cannot be read. */
    INPUT_INVALID,
    /** Input of which too much cannot be read. */
    INPUT_REFUSED,

    /** Brokers that do not answer, or refuse what they are asked. */
    KAFKA_UNAVAILABLE,
    /** A transaction that was given up before it could be committed, and its records with it. */
    KAFKA_TRANSACTION_LOST,
    /** A transaction that another job has taken, since both give theirs the same names. */
    KAFKA_TRANSACTION_TAKEN
}
