package io.chronofabric.jobs;

/**
 * The operator uids. A uid ties an operator to its state in savepoints: add to the list, never
 * change an entry; a test holds it to {@code operator-uids.txt}.
 */
enum OperatorUid {
    SOURCE("signals"),
    ROUTE("route"),
    GOVERN("govern"),
    ORDER("order-verdicts"),
    VERDICT_SINK("verdicts"),
    DECISION_SINK("decisions"),
    DEAD_LETTER_SINK("dead-letters"),
    RULES("rules"),
    GOVERNOR("governor");

    private final String uid;

    OperatorUid(String uid) {
        this.uid = uid;
    }

    String uid() {
        return uid;
    }
}
