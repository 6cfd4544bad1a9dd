package io.chronofabric.jobs.demo;

import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Verdict;
import java.io.Serializable;
import java.util.Objects;
import java.util.function.BiConsumer;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Hands records to the {@link LocalOutput} of a run, in this JVM only. Nothing is buffered, so
 * there is nothing to flush; after a restart of the job records may come again.
 *
 * @param <T> the records
 */
final class LocalSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;

    private final String run;
    private final Hand<T> hand;
    private final boolean tellsWatermark;

    private LocalSink(String run, Hand<T> hand, boolean tellsWatermark) {
        this.run = Objects.requireNonNull(run, "run");
        this.hand = hand;
        this.tellsWatermark = tellsWatermark;
    }

    /** How one kind of record is handed over. */
    private interface Hand<T> extends BiConsumer<LocalOutput, T>, Serializable {}

    static LocalSink<Verdict> verdicts(String run) {
        return new LocalSink<>(run, LocalOutput::verdict, true);
    }

    static LocalSink<Decision> decisions(String run) {
        return new LocalSink<>(run, LocalOutput::decision, false);
    }

    static LocalSink<Rejected> rejected(String run) {
        return new LocalSink<>(run, LocalOutput::rejected, false);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        LocalOutput output = LocalOutput.find(run);
        return new SinkWriter<>() {
            @Override
            public void write(T record, Context unused) {
                hand.accept(output, record);
            }

            @Override
            public void writeWatermark(Watermark watermark) {
                if (tellsWatermark) {
                    output.watermark(watermark.getTimestamp());
                }
            }

            @Override
            public void flush(boolean endOfInput) {
                // Every record was handed over when it came.
            }

            @Override
            public void close() {
                // The run closes its output.
            }
        };
    }
}
