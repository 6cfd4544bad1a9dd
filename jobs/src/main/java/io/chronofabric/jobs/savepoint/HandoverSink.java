package io.chronofabric.jobs.savepoint;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/**
 * Hands records to a consumer in this JVM, which it finds by name, since the sink itself reaches
 * the job as part of a serialized graph. For a job of one subtask.
 *
 * @param <T> the records
 */
final class HandoverSink<T> implements Sink<T> {
    private static final long serialVersionUID = 1L;
    private static final Map<String, Consumer<?>> CONSUMERS = new ConcurrentHashMap<>();

    private final String name;

    HandoverSink(String name) {
        this.name = name;
    }

    /** Makes a consumer findable. */
    static void open(String name, Consumer<?> consumer) {
        CONSUMERS.put(name, consumer);
    }

    /** Forgets a consumer. */
    static void close(String name) {
        CONSUMERS.remove(name);
    }

    @Override
    public SinkWriter<T> createWriter(WriterInitContext context) {
        @SuppressWarnings("unchecked") // opened for the sink of this name
        Consumer<T> consumer = (Consumer<T>) Objects.requireNonNull(CONSUMERS.get(name), name);
        return new SinkWriter<>() {
            @Override
            public void write(T record, Context unused) {
                consumer.accept(record);
            }

            @Override
            public void flush(boolean endOfInput) {
                // Every record was handed over when it came.
            }

            @Override
            public void close() {
                // Whoever opened the consumer closes it.
            }
        };
    }
}
