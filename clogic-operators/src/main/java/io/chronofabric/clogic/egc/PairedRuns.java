package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.Signal;

/**
 * Both versions side by side in one stream. Not safe for use by several threads.
 *
 * @param baseline takes each event first
 * @param candidate takes it next
 */
public record PairedRuns(StreamRun<?> baseline, StreamRun<?> candidate) implements Backtest.Pass {
    @Override
    public void signal(Signal signal) {
        baseline.signal(signal);
        candidate.signal(signal);
    }

    @Override
    public void watermark(long millis) {
        baseline.watermark(millis);
        candidate.watermark(millis);
    }

    @Override
    public void end() {
        baseline.end();
        candidate.end();
    }
}
