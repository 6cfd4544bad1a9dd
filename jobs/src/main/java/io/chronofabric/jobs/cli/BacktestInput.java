package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.Backtest;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.kafka.SignalScan;
import io.chronofabric.jobs.replay.RecordedTrace;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Signal;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;

/** Feeds recorded events to a backtest and says how far it is. For one thread. */
final class BacktestInput {
    private static final int PROGRESS_EVERY = 1_000_000;

    private final Backtest backtest;
    private final PrintWriter err;
    private long events;
    private long unusable;
    private Backtest.Pass pass;
    private long newestMillis;

    BacktestInput(Backtest backtest, PrintWriter err) {
        this.backtest = backtest;
        this.err = err;
    }

    /** Judges a recorded trace, one entity after the other. */
    void judge(String trace) throws IOException {
        TraceReading reading = new TraceReading(trace, HeapBudget.ofThisProcess(), err);
        RecordedTrace recorded = RecordedTrace.read(trace, reading);
        reading.end();
        unusable += reading.rejected();
        for (List<Signal> ofEntity : recorded.entities().values()) {
            begin();
            ofEntity.forEach(this::take);
            pass.end();
        }
    }

    /** Judges what the job's topics hold, one partition after the other. */
    void judge(Settings settings) {
        SignalScan.of(settings)
                .read(
                        new SignalScan.Visitor() {
                            @Override
                            public void partition(String topic, int partition, long records) {
                                end();
                                begin();
                                err.println(
                                        "Reading "
                                                + topic
                                                + "["
                                                + partition
                                                + "]: "
                                                + records
                                                + " records.");
                                err.flush();
                            }

                            @Override
                            public void record(Ingested found) {
                                if (found instanceof Signal signal) {
                                    take(signal);
                                } else {
                                    unusable++;
                                }
                            }
                        });
        end();
    }

    /** Events that were judged. */
    long events() {
        return events;
    }

    /** Records that are no events. */
    long unusable() {
        return unusable;
    }

    private void begin() {
        pass = backtest.pass();
        newestMillis = Long.MIN_VALUE;
    }

    private void end() {
        if (pass != null) {
            pass.end();
        }
    }

    private void take(Signal signal) {
        pass.signal(signal);
        long millis = signal.time().epochMillis();
        if (millis > newestMillis) {
            newestMillis = millis;
            pass.watermark(millis - backtest.latenessMillis() - 1);
        }
        if (++events % PROGRESS_EVERY == 0) {
            err.println(events + " events judged.");
            err.flush();
        }
    }
}
