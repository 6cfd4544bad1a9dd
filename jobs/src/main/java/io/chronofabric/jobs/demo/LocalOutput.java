package io.chronofabric.jobs.demo;

import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Verdict;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;

/**
 * Who takes the output of a job that runs in this JVM. The sinks, which reach the job as part of a
 * serialized graph, find it by the name of the run. Called by several threads of the job.
 */
interface LocalOutput {
    /** A verdict, in the order of the job's output. */
    void verdict(Verdict verdict);

    /** A decision, in the order of the job's output. */
    void decision(Decision decision);

    /** A record that could not be used. */
    void rejected(Rejected rejected);

    /**
     * How far the answers have come.
     *
     * @param millis event time in milliseconds since the epoch, {@link Long#MAX_VALUE} at the end
     */
    void watermark(long millis);

    /** Makes an output findable. */
    static void open(String run, LocalOutput output) {
        if (Registry.OPEN.putIfAbsent(run, output) != null) {
            throw new IllegalStateException("a second output of run " + run);
        }
    }

    /** Forgets an output; what the job still writes then fails. */
    static void close(String run) {
        Registry.OPEN.remove(run);
    }

    /** The output of a run. */
    static LocalOutput find(String run) {
        LocalOutput output = Registry.OPEN.get(run);
        if (output == null) {
            throw new IllegalStateException(
                    "no output of run " + run + " in this JVM (expected: the JVM that started it)");
        }
        return output;
    }

    /** The open outputs by the name of their run. */
    final class Registry {
        private static final ConcurrentMap<String, LocalOutput> OPEN = new ConcurrentHashMap<>();

        private Registry() {}
    }
}
