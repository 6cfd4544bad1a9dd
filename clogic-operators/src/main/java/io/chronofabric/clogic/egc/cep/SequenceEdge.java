package io.chronofabric.clogic.egc.cep;

/**
 * A moment at which a pattern has something to do. Immutable.
 *
 * @param entity whose it is
 * @param moment the moment; of a window that begins later than its trigger, that beginning
 * @param runStart where the run of open moments began that this edge is of
 * @param role what happens
 * @param isTold whether an answer in time is to be told where it changes nothing
 */
public record SequenceEdge(String entity, long moment, long runStart, Role role, boolean isTold) {

    /** What happens at an edge. */
    public enum Role {
        /** A run of moments begins that wait for the response. */
        FIRST,
        /** The run ended at the moment before, without the response. */
        LAST,
        /** The response comes. */
        RESPONSE,
        /** The trace ends. */
        END
    }

    /** Whether a response is waited for from here on. */
    public boolean opens() {
        return role == Role.FIRST || role == Role.LAST;
    }
}
