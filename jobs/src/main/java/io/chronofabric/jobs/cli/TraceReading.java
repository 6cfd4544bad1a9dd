package io.chronofabric.jobs.cli;

import io.chronofabric.core.PlainText;
import io.chronofabric.jobs.replay.RecordedTrace;
import io.chronofabric.state.model.Rejected;
import java.io.PrintWriter;

/** Watches a trace being read: tells what is left out, and ends it where memory would. */
final class TraceReading implements RecordedTrace.Listener {
    /** So many rows that are left out are told one by one. */
    static final int MAX_TOLD = 100;

    private static final int LONGEST = 600;

    private final String trace;
    private final HeapBudget heap;
    private final PrintWriter err;
    private long rejected;

    TraceReading(String trace, HeapBudget heap, PrintWriter err) {
        this.trace = trace;
        this.heap = heap;
        this.err = err;
    }

    @Override
    public void rejected(Rejected row) {
        if (++rejected <= MAX_TOLD) {
            String place = row.origin().source() + ":" + row.origin().position();
            err.println(PlainText.visible(place + ": row left out: " + row.text(), LONGEST));
        }
    }

    @Override
    public void grown(long events, long bytes) {
        // Half of it, since samples are made of the events while they are there.
        heap.demand(
                trace + ": more than " + (events - 1) + " events",
                2.0 * bytes,
                "Cut the trace into shorter ones.");
    }

    /** Says what was not told. */
    void end() {
        if (rejected > MAX_TOLD) {
            err.println(trace + ": " + (rejected - MAX_TOLD) + " more rows left out");
        }
    }

    /** How many rows could not be used. */
    long rejected() {
        return rejected;
    }
}
