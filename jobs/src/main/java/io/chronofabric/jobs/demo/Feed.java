package io.chronofabric.jobs.demo;

import io.chronofabric.jobs.GovernanceJob;
import io.chronofabric.state.model.Rule;
import java.util.List;

/** Where the demo's signals come from. For one thread. */
interface Feed extends AutoCloseable {
    /** For people. */
    String description();

    /** What bounds the error of the clock that stamps its events, for people; empty for none. */
    String clock();

    /** Whether it is a recording, whose times are not those of the clock. */
    boolean isRecorded();

    /** Whether the job reading it has to be canceled to end it before its end. */
    default boolean endsOnlyByCancel() {
        return isRecorded();
    }

    /** What to tell people once it is ready. */
    default List<String> hints() {
        return List.of();
    }

    /**
     * Looks whether it can be read, before anything is started.
     *
     * @throws io.chronofabric.core.ChronoFabricException if not
     */
    void check();

    /** The job's input. */
    GovernanceJob.Input input(List<Rule> rules);

    /** Begins, once the job is submitted. */
    void start();

    /** Ends the input, so that the job comes to its end. */
    void end() throws InterruptedException;

    @Override
    void close() throws InterruptedException;
}
