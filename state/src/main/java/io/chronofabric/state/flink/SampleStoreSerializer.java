package io.chronofabric.state.flink;

import io.chronofabric.core.TraceContext;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.io.IOException;
import java.util.Arrays;
import java.util.Map;
import org.apache.flink.api.common.typeutils.TypeSerializerSnapshot;
import org.apache.flink.core.memory.DataInputView;
import org.apache.flink.core.memory.DataOutputView;

/**
 * Sample stores, version 1. Only rows and fields that are there are written:
 *
 * <pre>
 *   count    maximum of samples
 *   count n  rows
 *   n times  count: physical time less that of the row before (of the first: itself)
 *            count: logical counter and node
 *   count    fields; for each, in order of name:
 *     text     name
 *     count p  rows that have it
 *     if p is less than n: a bit a row, lowest first, set where the row has it
 *     p times 8 bytes: the values
 *   byte     1 if events have traces, and 2 more if they have bounds; then
 *     if traces: n times {@link TraceFormat trace}
 *     if bounds: n times {@link ClockErrorFormat bound}
 * </pre>
 *
 * <p>Stateless: {@link #INSTANCE} serves all threads.
 */
public final class SampleStoreSerializer extends StateSerializer<SampleStore> {
    /** The only one. */
    public static final SampleStoreSerializer INSTANCE = new SampleStoreSerializer();

    private static final long serialVersionUID = 1L;

    /** How many rows are believed to come before any has. */
    private static final int BELIEVED = 1_024;

    private static final int TRACES = 1;
    private static final int BOUNDS = 2;

    private SampleStoreSerializer() {}

    @Override
    public SampleStore createInstance() {
        return new SampleStore(1);
    }

    @Override
    public SampleStore copy(SampleStore from) {
        return from.copy();
    }

    @Override
    public void serialize(SampleStore store, DataOutputView out) throws IOException {
        int rows = store.size();
        Wire.writeCount(store.maxSamples(), out);
        Wire.writeCount(rows, out);
        long before = 0;
        for (int row = 0; row < rows; row++) {
            long physical = store.physicalNanos(row);
            Wire.writeCount(physical - before, out);
            Wire.writeCount(store.logicalAndNode(row), out);
            before = physical;
        }
        Map<String, Integer> columns = store.visibleColumns();
        Wire.writeCount(columns.size(), out);
        for (Map.Entry<String, Integer> column : columns.entrySet()) {
            Wire.writeText(column.getKey(), out);
            writeColumn(store, column.getValue(), out);
        }
        writeTracesAndBounds(store, out);
    }

    private static void writeTracesAndBounds(SampleStore store, DataOutputView out)
            throws IOException {
        boolean anyTrace = false;
        for (int row = 0; row < store.size() && store.hasTraces(); row++) {
            anyTrace |= store.trace(row) != null;
        }
        boolean anyBound = false;
        for (int row = 0; row < store.size() && store.hasBounds(); row++) {
            anyBound |= store.clockErrorNanos(row) != Signal.NO_BOUND;
        }
        out.writeByte((anyTrace ? TRACES : 0) | (anyBound ? BOUNDS : 0));
        for (int row = 0; row < store.size() && anyTrace; row++) {
            TraceFormat.write(store.trace(row), out);
        }
        for (int row = 0; row < store.size() && anyBound; row++) {
            ClockErrorFormat.write(store.clockErrorNanos(row), out);
        }
    }

    private static void writeColumn(SampleStore store, int column, DataOutputView out)
            throws IOException {
        int rows = store.size();
        int present = store.presentIn(column);
        Wire.writeCount(present, out);
        if (present < rows) {
            for (int first = 0; first < rows; first += Byte.SIZE) {
                int bits = 0;
                for (int i = 0; i < Math.min(Byte.SIZE, rows - first); i++) {
                    bits |= Double.isNaN(store.value(first + i, column)) ? 0 : 1 << i;
                }
                out.writeByte(bits);
            }
        }
        for (int row = 0; row < rows; row++) {
            double value = store.value(row, column);
            if (!Double.isNaN(value)) {
                out.writeDouble(value);
            }
        }
    }

    @Override
    public SampleStore deserialize(DataInputView in) throws IOException {
        int maxSamples = Wire.readCount(in, SampleStore.MAX_SAMPLES, "maximum of samples");
        if (maxSamples == 0) {
            throw new IOException("maximum of samples: 0: the data is damaged");
        }
        SampleStore store = new SampleStore(maxSamples);
        int rows = Wire.readCount(in, SampleStore.MAX_SAMPLES, "samples");
        readRows(store, rows, in);
        int columns = Wire.readCount(in, SampleStore.MAX_FIELDS, "fields");
        String before = null;
        for (int i = 0; i < columns; i++) {
            String name = Wire.readText(in);
            if (before != null && before.compareTo(name) >= 0) {
                throw new IOException("fields out of order at " + name + ": the data is damaged");
            }
            readColumn(store, name, rows, in);
            before = name;
        }
        readTracesAndBounds(store, rows, in);
        return store;
    }

    private static void readTracesAndBounds(SampleStore store, int rows, DataInputView in)
            throws IOException {
        byte any = in.readByte();
        if (any < 0 || any > (TRACES | BOUNDS)) {
            throw new IOException(
                    "traces and bounds: " + any + " (expected: 0 to 3): the data is damaged");
        }
        if ((any & TRACES) != 0) {
            TraceContext[] traces = new TraceContext[rows];
            for (int row = 0; row < rows; row++) {
                traces[row] = TraceFormat.read(in);
            }
            store.restoreTraces(traces);
        }
        if ((any & BOUNDS) != 0) {
            long[] bounds = new long[rows];
            for (int row = 0; row < rows; row++) {
                bounds[row] = ClockErrorFormat.read(in);
            }
            store.restoreBounds(bounds);
        }
    }

    private static void readRows(SampleStore store, int rows, DataInputView in) throws IOException {
        long[] physical = new long[Math.min(rows, BELIEVED)];
        long[] rest = new long[physical.length];
        for (int row = 0; row < rows; row++) {
            if (row == physical.length) {
                int longer = (int) Math.min(rows, 2L * row);
                physical = Arrays.copyOf(physical, longer);
                rest = Arrays.copyOf(rest, longer);
            }
            long before = row == 0 ? 0 : physical[row - 1];
            physical[row] = before + Wire.readCount(in);
            rest[row] = Wire.readCount(in);
            boolean inOrder =
                    row == 0
                            ? physical[0] >= 0
                            : LogicalTime.compareWords(
                                            physical[row - 1],
                                            rest[row - 1],
                                            physical[row],
                                            rest[row])
                                    < 0;
            if (!inOrder) {
                throw new IOException("samples out of order at " + row + ": the data is damaged");
            }
        }
        store.restoreRows(rows, physical, rest);
    }

    private static void readColumn(SampleStore store, String name, int rows, DataInputView in)
            throws IOException {
        int present = Wire.readCount(in, rows, "values of " + name);
        byte[] bits = present < rows ? Wire.readBytes(in, (rows + 7) / Byte.SIZE) : null;
        double[] values = new double[rows];
        int found = 0;
        for (int row = 0; row < rows; row++) {
            if (bits != null && (bits[row >>> 3] >>> (row & 7) & 1) == 0) {
                values[row] = Double.NaN;
                continue;
            }
            values[row] = in.readDouble();
            found++;
            if (!Double.isFinite(values[row])) {
                throw new IOException(name + ": " + values[row] + ": the data is damaged");
            }
        }
        if (found != present || present == 0) {
            throw new IOException(
                    name
                            + ": "
                            + found
                            + " values (expected: "
                            + present
                            + ", at least 1): the data is damaged");
        }
        store.restoreColumn(name, values, present);
    }

    @Override
    public TypeSerializerSnapshot<SampleStore> snapshotConfiguration() {
        return new Snapshot();
    }

    private Object readResolve() {
        return INSTANCE;
    }

    /** The class that savepoints name. */
    public static final class Snapshot extends VersionedSnapshot<SampleStore> {
        /** For Flink. */
        public Snapshot() {
            super(() -> INSTANCE);
        }
    }
}
