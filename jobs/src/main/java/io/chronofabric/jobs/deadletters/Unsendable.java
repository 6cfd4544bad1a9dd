package io.chronofabric.jobs.deadletters;

/** A letter whose record cannot be sent again; the message says why, and what to do. */
final class Unsendable extends Exception {
    private static final long serialVersionUID = 1L;

    Unsendable(String why) {
        super(why);
    }
}
