package io.chronofabric.operators;

import io.chronofabric.core.ErrorCode;
import io.chronofabric.state.model.Rejected;
import java.io.Serializable;

/**
 * Tells an input with bad records in it from one that is wholly wrong: stops the job where more
 * than a share of a run of records cannot be read. For one thread.
 */
public final class RefusalLimit implements Serializable {
    private static final long serialVersionUID = 1L;

    private final double ratio;
    private final int records;
    private int seen;
    private int refused;
    private transient Rejected last;

    /**
     * @param ratio the share, 0 to 1; 1 never stops
     * @param records over how many records the share is taken, at least 1
     */
    public RefusalLimit(double ratio, int records) {
        if (!(ratio >= 0 && ratio <= 1) || records < 1) {
            throw new IllegalArgumentException(
                    "limit: "
                            + ratio
                            + " of "
                            + records
                            + " records (expected: 0 to 1 of at least 1)");
        }
        this.ratio = ratio;
        this.records = records;
    }

    /** No limit. */
    public static RefusalLimit none() {
        return new RefusalLimit(1, Integer.MAX_VALUE);
    }

    /**
     * Takes note of a record that could be read.
     *
     * @throws StopJobException if too many before it could not
     */
    void accepted() {
        count();
    }

    /**
     * Takes note of a record that could not.
     *
     * @throws StopJobException if it is one too many
     */
    void refused(Rejected record) {
        refused++;
        last = record;
        count();
    }

    private void count() {
        seen++;
        if (seen < records) {
            return;
        }
        if (refused > ratio * records) {
            throw new StopJobException(
                    ErrorCode.INPUT_REFUSED,
                    refused
                            + " of the last "
                            + records
                            + " records cannot be read; the last, "
                            + last.origin()
                            + ": "
                            + last.reason()
                            + ", "
                            + last.text(),
                    "at most a share of " + ratio + ", dead-letters.fail-after-ratio",
                    "Check that the topics hold what their form or mapping says. All records are"
                            + " still in their topics, and nothing was skipped.");
        }
        seen = 0;
        refused = 0;
    }
}
