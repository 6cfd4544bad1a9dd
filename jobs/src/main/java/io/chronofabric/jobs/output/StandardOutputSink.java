package io.chronofabric.jobs.output;

import java.io.Serializable;
import java.util.function.Function;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Prints a line a record on the process's standard output. At least once: nothing is held back
 * until a checkpoint.
 *
 * @param <T> the records
 */
final class StandardOutputSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;

    private final Line<T> line;

    /** How a record is written. */
    interface Line<T> extends Function<T, String>, Serializable {}

    StandardOutputSink(Line<T> line) {
        this.line = line;
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        return new SinkWriter<>() {
            @Override
            public void write(T record, Context unused) {
                System.out.println(line.apply(record));
            }

            @Override
            public void flush(boolean endOfInput) {
                System.out.flush();
            }

            @Override
            public void close() {
                // The stream is the process's.
            }
        };
    }
}
