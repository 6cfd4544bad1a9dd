package io.chronofabric.state.codec;

import io.chronofabric.state.model.RejectReason;

/** Something in a record that makes it a dead letter. Without a stack trace: it is no accident. */
final class Refusal extends Exception {
    private static final long serialVersionUID = 1L;

    private final RejectReason reason;

    Refusal(RejectReason reason, String given, String expected) {
        super(given + " (expected: " + expected + ")", null, false, false);
        this.reason = reason;
    }

    RejectReason reason() {
        return reason;
    }
}
