package io.chronofabric.jobs.savepoint;

import io.chronofabric.state.flink.SampleStore;
import java.io.IOException;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/** Reads what an operator keeps of the entity whose turn it is. */
abstract class KeptEntities implements Serializable {
    private static final long serialVersionUID = 1L;
    private static final int FIRST_BYTES = 256;

    /** Of an operator's purpose. */
    static KeptEntities of(Purpose purpose) {
        return switch (purpose) {
            case RULES -> new GovernedEntities();
            case PATTERNS -> new WatchedEntities();
        };
    }

    /** Finds the operator's state. */
    abstract void open(RuntimeContext context);

    /** How much is kept. */
    abstract EntitySize size(String entity) throws IOException;

    /**
     * What is kept; nothing if nothing is.
     *
     * @param mostEvents how many of the newest events to tell
     * @param fields those to tell, in their order; empty for all
     */
    abstract List<EntityLine> lines(int mostEvents, List<String> fields) throws IOException;

    /** Bytes of a value as it is written; 0 for none. */
    static <T> long bytesOf(T value, TypeSerializer<T> serializer) throws IOException {
        if (value == null) {
            return 0;
        }
        DataOutputSerializer out = new DataOutputSerializer(FIRST_BYTES);
        serializer.serialize(value, out);
        return out.length();
    }

    /** When the newest event was, in nanoseconds since the epoch; 0 without events. */
    static long newestNanos(SampleStore store) {
        return store.size() == 0 ? 0 : store.physicalNanos(store.size() - 1);
    }

    /** The newest events, oldest first. */
    static List<EntityLine> events(
            EntityLine.Kind kind, SampleStore store, int mostEvents, List<String> fields) {
        List<EntityLine> lines = new ArrayList<>();
        for (int row = Math.max(0, store.size() - mostEvents); row < store.size(); row++) {
            lines.add(new EntityLine(kind, store.physicalNanos(row), text(store, row, fields)));
        }
        return lines;
    }

    private static String text(SampleStore store, int row, List<String> fields) {
        StringBuilder text = new StringBuilder();
        for (String field : fields.isEmpty() ? store.fields() : fields) {
            int column = store.column(field);
            double value = column < 0 ? Double.NaN : store.value(row, column);
            if (!Double.isNaN(value)) {
                text.append(text.length() == 0 ? "" : " ").append(field).append('=').append(value);
            }
        }
        return text.toString();
    }
}
