package io.chronofabric.jobs;

/**
 * The one list of operator uids. A uid ties an operator to its state in savepoints: add to the
 * list, never change an entry.
 */
enum OperatorUid {
    SOURCE("signals"),
    ROUTE("route"),
    GOVERN("govern"),
    ORDER("order-verdicts"),
    VERDICT_SINK("verdicts"),
    DECISION_SINK("decisions"),
    DEAD_LETTER_SINK("dead-letters");

    private final String uid;

    OperatorUid(String uid) {
        this.uid = uid;
    }

    String uid() {
        return uid;
    }
}
