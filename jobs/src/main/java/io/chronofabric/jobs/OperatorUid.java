package io.chronofabric.jobs;

import io.chronofabric.clogic.egc.cep.SequenceRule;

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
    GOVERNOR("governor"),
    /** This and the next two have one operator a rule; see {@link #of}. */
    SEQUENCE_SAMPLE("sequence-sample"),
    SEQUENCE_PATTERN("sequence-pattern"),
    SEQUENCE_JUDGE("sequence-judge"),
    PATTERNS("patterns");

    private final String uid;

    OperatorUid(String uid) {
        this.uid = uid;
    }

    String uid() {
        return uid;
    }

    /**
     * The uid of a rule's own operator. A rule that judges otherwise gets another one, since
     * nothing of the state would mean the same.
     */
    String of(SequenceRule rule) {
        return uid + ":" + rule.rule().ref() + ":" + Long.toHexString(rule.fingerprint());
    }
}
