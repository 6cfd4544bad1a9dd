package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.Signal;

/** Shows recorded events to two versions of a rule, or of a pattern, to tell where they differ. */
public interface Backtest {
    /** How far event time must stay behind the newest event for nothing to be late. */
    long latenessMillis();

    /** Begins with a stream of its own, whose entities no other stream has. */
    Pass pass();

    /** Events that could not be used, by the candidate. */
    long rejected();

    /** A stream of events in the order of their arrival. */
    interface Pass {
        /** Takes an event. */
        void signal(Signal signal);

        /** Answers all that a watermark, in milliseconds, settles. */
        void watermark(long millis);

        /** Answers all that is left. */
        void end();
    }
}
