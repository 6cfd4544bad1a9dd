package io.chronofabric.state.flink;

import io.chronofabric.core.TraceContext;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * The samples of one entity in columns, in order of their logical time, bounded. A row is one
 * event; a field that the event lacks is NaN. Distributed traces of events and bounds of their
 * clocks' errors are kept beside the rows, and cost nothing where events have none.
 *
 * <p>Inserting costs the distance to the newest row, so amortized constant time for events nearly
 * in order; evicting costs the rows evicted. Both cost the number of fields in each row touched.
 * What the store answers depends on the rows it holds only, not on how they came, so a store read
 * back from a checkpoint behaves as the one that was written.
 *
 * <p>Row and column indexes are valid until the next {@link #insert}, {@link #evictBefore} or
 * {@link #thinBefore}. Not thread-safe.
 */
public final class SampleStore {
    /** The most different fields that the rows of one store may have together. */
    public static final int MAX_FIELDS = 1_024;

    /** The most rows that a store may be allowed to hold. */
    public static final int MAX_SAMPLES = 1 << 24;

    private static final int FIXED_BYTES = 16;
    private static final int ROW_BYTES = 2 * Long.BYTES;
    private static final int TRACE_BYTES = 3 * Long.BYTES + 1;
    private static final int SMALLEST = 8;
    private static final int FEW = 16;
    private static final long[] NO_LONGS = {};

    private int maxSamples;

    /** Rows are at {@code start} to {@code start + size - 1} of every array. */
    private int start;

    private int size;
    private long[] physical = NO_LONGS;
    private long[] rest = NO_LONGS;

    /** Null till the first event with a trace comes; as long as {@link #physical} from then on. */
    private TraceContext[] traces;

    /** Likewise, from the first event with a bound on. */
    private long[] bounds;

    /** How many rows have a trace, and how many a bound. */
    private int traced;

    private int bounded;

    // A column without a value in any row is invisible. It keeps its array, all NaN in the rows,
    // for the next field that comes.
    private int columns;
    private String[] names = new String[4];
    private double[][] values = new double[4][];
    private int[] present = new int[4];
    private final Map<String, Integer> columnOf = new HashMap<>();
    private int visible;

    // Events of one shape come after each other: their columns are looked up once.
    private Fields lastShape;
    private int[] lastColumns = {};

    /** What became of an insertion. */
    public enum Insert {
        /** The event is a new row. */
        STORED,
        /** A row with the same time and the same fields is there already. */
        DUPLICATE,
        /** A row with the same time and other fields is there; it stays. */
        CONFLICT,
        /** The store holds as many rows, or would hold more different fields, than it may. */
        FULL
    }

    /**
     * An empty store.
     *
     * @param maxSamples the most rows it may hold, 1 to {@link #MAX_SAMPLES}
     */
    public SampleStore(int maxSamples) {
        maxSamples(maxSamples);
    }

    /** The most rows it may hold. */
    public int maxSamples() {
        return maxSamples;
    }

    /**
     * Changes the most rows it may hold, 1 to {@link #MAX_SAMPLES}. Rows that are there stay, even
     * if they are more.
     */
    public void maxSamples(int limit) {
        if (limit < 1 || limit > MAX_SAMPLES) {
            throw new IllegalArgumentException(
                    "maximum samples: " + limit + " (expected: 1 to " + MAX_SAMPLES + ")");
        }
        maxSamples = limit;
    }

    /** Puts an event of no trace and no bound in its place; see the other. */
    public Insert insert(LogicalTime time, Fields fields) {
        return insert(time, fields, null);
    }

    /** Puts an event without a bound in its place; see the other. */
    public Insert insert(LogicalTime time, Fields fields, TraceContext trace) {
        return insert(time, fields, trace, Signal.NO_BOUND);
    }

    /**
     * Puts an event in its place, unless one with its time is there or the store is full.
     *
     * @param trace the distributed trace it belongs to, or null
     * @param clockErrorNanos how far its time may be from true time, or {@link Signal#NO_BOUND}; as
     *     little a part of the event's identity as the trace
     */
    public Insert insert(
            LogicalTime time, Fields fields, TraceContext trace, long clockErrorNanos) {
        long newPhysical = time.physicalNanos();
        long newRest = time.logicalAndNode();
        int row = rowFor(newPhysical, newRest);
        if (row > 0 && physical(row - 1) == newPhysical && rest(row - 1) == newRest) {
            return holds(row - 1, fields) ? Insert.DUPLICATE : Insert.CONFLICT;
        }
        if (size >= maxSamples || !makeColumns(fields)) {
            return Insert.FULL;
        }
        makeRoomForOne();
        int at = start + row;
        int tail = size - row;
        if (tail > 0) {
            System.arraycopy(physical, at, physical, at + 1, tail);
            System.arraycopy(rest, at, rest, at + 1, tail);
        }
        physical[at] = newPhysical;
        rest[at] = newRest;
        for (int column = 0; column < columns; column++) {
            double[] of = values[column];
            if (tail > 0) {
                System.arraycopy(of, at, of, at + 1, tail);
            }
            of[at] = Double.NaN;
        }
        for (int i = 0; i < fields.size(); i++) {
            int column = lastColumns[i];
            values[column][at] = fields.value(i);
            if (present[column]++ == 0) {
                visible++;
            }
        }
        keepTrace(at, tail, trace);
        keepBound(at, tail, clockErrorNanos);
        size++;
        return Insert.STORED;
    }

    private void keepTrace(int at, int tail, TraceContext trace) {
        if (traces == null) {
            if (trace == null) {
                return;
            }
            traces = new TraceContext[physical.length];
        }
        System.arraycopy(traces, at, traces, at + 1, tail);
        traces[at] = trace;
        traced += trace == null ? 0 : 1;
    }

    private void keepBound(int at, int tail, long clockErrorNanos) {
        if (bounds == null) {
            if (clockErrorNanos == Signal.NO_BOUND) {
                return;
            }
            bounds = new long[physical.length];
            Arrays.fill(bounds, Signal.NO_BOUND);
        }
        System.arraycopy(bounds, at, bounds, at + 1, tail);
        bounds[at] = clockErrorNanos;
        bounded += clockErrorNanos == Signal.NO_BOUND ? 0 : 1;
    }

    /** How many rows there are. */
    public int size() {
        return size;
    }

    /** The physical time of a row, in nanoseconds since the epoch. */
    public long physicalNanos(int row) {
        checkRow(row);
        return physical(row);
    }

    /** The logical counter and node of a row as one word, as {@link LogicalTime} packs them. */
    public long logicalAndNode(int row) {
        checkRow(row);
        return rest(row);
    }

    /** How many different fields the rows have together. */
    public int fieldCount() {
        return visible;
    }

    /** The fields that any row has, in alphabetical order. */
    public List<String> fields() {
        return columnOf.keySet().stream().filter(name -> column(name) >= 0).sorted().toList();
    }

    /** The column of a field, or -1 where no row has it. */
    public int column(String field) {
        Integer column = columnOf.get(field);
        return column == null || present[column] == 0 ? -1 : column;
    }

    /** The value of a row in a column, or NaN where that event lacks the field. */
    public double value(int row, int column) {
        checkRow(row);
        return values[column][start + row];
    }

    /** Whether an event with a trace has come to the store since it was last empty. */
    public boolean hasTraces() {
        return traces != null;
    }

    /** The distributed trace of a row's event, or null. */
    public TraceContext trace(int row) {
        checkRow(row);
        return traces == null ? null : traces[start + row];
    }

    /** Whether an event with a bound has come to the store since it was last empty. */
    public boolean hasBounds() {
        return bounds != null;
    }

    /** How far a row's time may be from true time, in ns, or {@link Signal#NO_BOUND}. */
    public long clockErrorNanos(int row) {
        checkRow(row);
        return bounds == null ? Signal.NO_BOUND : bounds[start + row];
    }

    /** The first row at or after a physical time; {@link #size()} where there is none. */
    public int firstAtOrAfter(long physicalNanos) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (physical(middle) < physicalNanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /**
     * Drops the rows before a physical time.
     *
     * @return how many they were
     */
    public int evictBefore(long physicalNanos) {
        int evicted = 0;
        while (evicted < size && physical(evicted) < physicalNanos) {
            evicted++;
        }
        if (evicted == 0) {
            return 0;
        }
        for (int column = 0; column < columns && visible > 0; column++) {
            if (present[column] == 0) {
                continue;
            }
            double[] of = values[column];
            for (int i = start; i < start + evicted; i++) {
                if (!Double.isNaN(of[i])) {
                    present[column]--;
                }
            }
            if (present[column] == 0) {
                visible--;
            }
        }
        for (int row = 0; row < evicted; row++) {
            forgetTraceAndBound(row);
        }
        size -= evicted;
        if (size == 0) {
            start = 0;
            traces = null;
            bounds = null;
        } else {
            if (traces != null) {
                Arrays.fill(traces, start, start + evicted, null);
            }
            start += evicted;
        }
        return evicted;
    }

    /**
     * Drops rows before a physical time that nobody can ask for who only wants to know what values
     * were the last at that time: all but the last of each field. Does nothing while they are few,
     * so that it costs little for each row that comes. Where events have bounds, what stays keeps
     * its neighbours, too.
     *
     * @return how many were dropped
     */
    public int thinBefore(long physicalNanos) {
        int before = firstAtOrAfter(physicalNanos);
        if (before <= (bounds == null ? 2 : 2 * 3) * visible + FEW) {
            return 0;
        }
        boolean[] last = new boolean[before];
        for (int column = 0; column < columns; column++) {
            int row = present[column] == 0 ? -1 : before - 1;
            while (row >= 0 && Double.isNaN(values[column][start + row])) {
                row--;
            }
            if (row >= 0) {
                last[row] = true;
            }
        }
        if (bounds != null) {
            keepNeighbours(last);
        }
        int to = before;
        for (int row = before - 1; row >= 0; row--) {
            if (last[row]) {
                to--;
                move(row, to);
            } else {
                forget(row);
            }
        }
        if (traces != null) {
            Arrays.fill(traces, start, start + to, null);
        }
        start += to;
        size -= to;
        return to;
    }

    /** Keeps the rows next to those kept, and to the first of those that are not looked at. */
    private static void keepNeighbours(boolean[] kept) {
        boolean wasKept = false;
        for (int row = 0; row < kept.length; row++) {
            boolean isKept = kept[row];
            if (isKept && row > 0) {
                kept[row - 1] = true;
            }
            kept[row] |= wasKept || row == kept.length - 1;
            wasKept = isKept;
        }
    }

    private void move(int from, int to) {
        physical[start + to] = physical[start + from];
        rest[start + to] = rest[start + from];
        for (int column = 0; column < columns; column++) {
            values[column][start + to] = values[column][start + from];
        }
        if (traces != null) {
            traces[start + to] = traces[start + from];
        }
        if (bounds != null) {
            bounds[start + to] = bounds[start + from];
        }
    }

    private void forget(int row) {
        for (int column = 0; column < columns; column++) {
            if (present[column] > 0 && !Double.isNaN(values[column][start + row])) {
                present[column]--;
            }
        }
        forgetTraceAndBound(row);
    }

    private void forgetTraceAndBound(int row) {
        if (traces != null && traces[start + row] != null) {
            traced--;
        }
        if (bounds != null && bounds[start + row] != Signal.NO_BOUND) {
            bounded--;
        }
    }

    /**
     * How many bytes the rows hold, as plain words without the arrays' spare room: 16 a row, 8 a
     * value, 25 a trace, 8 a bound, and the names of the fields. Depends on the rows and their
     * fields only. Costs the number of fields.
     */
    public long stateBytes() {
        long bytes =
                FIXED_BYTES
                        + (long) ROW_BYTES * size
                        + (long) TRACE_BYTES * traced
                        + (long) Long.BYTES * bounded;
        for (int column = 0; column < columns; column++) {
            if (present[column] > 0) {
                bytes += names[column].length() + (long) Double.BYTES * present[column];
            }
        }
        return bytes;
    }

    /** A store of its own with the same rows and bound. */
    public SampleStore copy() {
        SampleStore copy = new SampleStore(maxSamples);
        copy.size = size;
        copy.physical = Arrays.copyOfRange(physical, start, start + size);
        copy.rest = Arrays.copyOfRange(rest, start, start + size);
        copy.traces = traces == null ? null : Arrays.copyOfRange(traces, start, start + size);
        copy.bounds = bounds == null ? null : Arrays.copyOfRange(bounds, start, start + size);
        copy.traced = traced;
        copy.bounded = bounded;
        for (int column = 0; column < columns; column++) {
            if (present[column] > 0) {
                copy.addColumn(
                        names[column],
                        Arrays.copyOfRange(values[column], start, start + size),
                        present[column]);
            }
        }
        return copy;
    }

    /** Whether the other holds the same rows, field by field, and has the same bound. */
    @Override
    public boolean equals(Object other) {
        if (!(other instanceof SampleStore that)
                || maxSamples != that.maxSamples
                || size != that.size
                || visible != that.visible
                || !Arrays.equals(
                        physical, start, start + size, that.physical, that.start, that.start + size)
                || !Arrays.equals(
                        rest, start, start + size, that.rest, that.start, that.start + size)
                || !sameTraces(that)
                || !sameBounds(that)) {
            return false;
        }
        for (int column = 0; column < columns; column++) {
            if (present[column] == 0) {
                continue;
            }
            int theirs = that.column(names[column]);
            if (theirs < 0
                    || !Arrays.equals(
                            values[column],
                            start,
                            start + size,
                            that.values[theirs],
                            that.start,
                            that.start + size)) {
                return false;
            }
        }
        return true;
    }

    private boolean sameTraces(SampleStore that) {
        for (int row = 0; row < size && (traces != null || that.traces != null); row++) {
            if (!Objects.equals(trace(row), that.trace(row))) {
                return false;
            }
        }
        return true;
    }

    private boolean sameBounds(SampleStore that) {
        for (int row = 0; row < size && (bounds != null || that.bounds != null); row++) {
            if (clockErrorNanos(row) != that.clockErrorNanos(row)) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        int hash = 31 * maxSamples + size;
        for (int row = 0; row < size; row++) {
            hash = 31 * (31 * hash + Long.hashCode(physical(row))) + Long.hashCode(rest(row));
        }
        return hash;
    }

    @Override
    public String toString() {
        return "SampleStore[" + size + " of " + maxSamples + " samples, " + visible + " fields]";
    }

    /** The columns with a value, in order of name. */
    Map<String, Integer> visibleColumns() {
        TreeMap<String, Integer> sorted = new TreeMap<>();
        for (int column = 0; column < columns; column++) {
            if (present[column] > 0) {
                sorted.put(names[column], column);
            }
        }
        return sorted;
    }

    /** In how many rows a column has a value. */
    int presentIn(int column) {
        return present[column];
    }

    /** An empty store takes over rows read back; they must be in order, and not be used further. */
    void restoreRows(int rows, long[] physicalNanos, long[] logicalAndNode) {
        size = rows;
        physical = physicalNanos;
        rest = logicalAndNode;
    }

    /** Takes over the traces of the restored rows, null where a row has none. */
    void restoreTraces(TraceContext[] ofRows) {
        traces = ofRows;
        traced = (int) Arrays.stream(ofRows).filter(Objects::nonNull).count();
    }

    /** Takes over the bounds of the restored rows, {@link Signal#NO_BOUND} where one has none. */
    void restoreBounds(long[] ofRows) {
        bounds = ofRows;
        bounded = (int) Arrays.stream(ofRows).filter(bound -> bound != Signal.NO_BOUND).count();
    }

    /** Takes over a column of the restored rows, with at least one value that is not NaN. */
    void restoreColumn(String name, double[] column, int valuesInIt) {
        addColumn(name, column, valuesInIt);
    }

    private long physical(int row) {
        return physical[start + row];
    }

    private long rest(int row) {
        return rest[start + row];
    }

    private void checkRow(int row) {
        if (row < 0 || row >= size) {
            throw new IndexOutOfBoundsException("row " + row + " of " + size);
        }
    }

    /** The row that an event gets: one after the last row that is not later than it. */
    private int rowFor(long newPhysical, long newRest) {
        int high = size;
        // Gallop from the newest row, near which nearly every event belongs, then bisect.
        int step = 1;
        int low = high - step;
        while (low >= 0 && isAfter(low, newPhysical, newRest)) {
            high = low;
            step <<= 1;
            low = high - step;
        }
        low = Math.max(low, -1) + 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (isAfter(middle, newPhysical, newRest)) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    private boolean isAfter(int row, long newPhysical, long newRest) {
        return LogicalTime.compareWords(physical(row), rest(row), newPhysical, newRest) > 0;
    }

    private boolean holds(int row, Fields fields) {
        int found = 0;
        for (int column = 0; column < columns; column++) {
            if (present[column] > 0 && !Double.isNaN(values[column][start + row])) {
                found++;
            }
        }
        if (found != fields.size()) {
            return false;
        }
        for (int i = 0; i < fields.size(); i++) {
            int column = column(fields.name(i));
            if (column < 0 || values[column][start + row] != fields.value(i)) {
                return false;
            }
        }
        return true;
    }

    /** Finds or makes the columns of some fields, or changes nothing if they are too many. */
    private boolean makeColumns(Fields fields) {
        if (lastShape == null || !lastShape.sharesNamesWith(fields)) {
            int[] found = new int[fields.size()];
            int missing = 0;
            for (int i = 0; i < found.length; i++) {
                Integer column = columnOf.get(fields.name(i));
                found[i] = column == null ? -1 : column;
                missing += column == null ? 1 : 0;
            }
            if (missing > 0) {
                if (tooMany(found)) {
                    return false;
                }
                addMissing(fields, found);
            }
            lastShape = fields;
            lastColumns = found;
        }
        return visible + lastColumns.length <= MAX_FIELDS || !tooMany(lastColumns);
    }

    /** Whether these fields (-1: in no column yet) are too many together with the rows' fields. */
    private boolean tooMany(int[] found) {
        int more = 0;
        for (int column : found) {
            if (column < 0 || present[column] == 0) {
                more++;
            }
        }
        return visible + more > MAX_FIELDS;
    }

    private void addMissing(Fields fields, int[] found) {
        boolean[] taken = new boolean[columns];
        for (int column : found) {
            if (column >= 0) {
                taken[column] = true;
            }
        }
        int free = 0;
        int before = columns;
        for (int i = 0; i < found.length; i++) {
            if (found[i] >= 0) {
                continue;
            }
            while (free < before && (present[free] > 0 || taken[free])) {
                free++;
            }
            if (free < before) {
                columnOf.remove(names[free]);
                names[free] = fields.name(i);
                columnOf.put(names[free], free);
                found[i] = free++;
            } else {
                double[] fresh = new double[physical.length];
                Arrays.fill(fresh, start, start + size, Double.NaN);
                found[i] = columns;
                addColumn(fields.name(i), fresh, 0);
            }
        }
    }

    private void addColumn(String name, double[] column, int valuesInIt) {
        if (columns == names.length) {
            names = Arrays.copyOf(names, columns * 2);
            values = Arrays.copyOf(values, columns * 2);
            present = Arrays.copyOf(present, columns * 2);
        }
        names[columns] = name;
        values[columns] = column;
        present[columns] = valuesInIt;
        columnOf.put(name, columns);
        columns++;
        if (valuesInIt > 0) {
            visible++;
        }
    }

    /**
     * Makes the arrays end after the last row. Where at least half of them is evicted rows, the
     * rest moves to the front, so every row moves at most once for each eviction.
     */
    private void makeRoomForOne() {
        int capacity = physical.length;
        if (start + size < capacity) {
            return;
        }
        boolean crowded = start < size || capacity == 0;
        boolean sparse = capacity > SMALLEST && size < capacity / 4;
        int wanted =
                crowded
                        ? (int) Math.max(SMALLEST, Math.min(2L * capacity, 2L * MAX_SAMPLES))
                        : sparse ? capacity / 2 : capacity;
        physical = moveToFront(physical, wanted);
        rest = moveToFront(rest, wanted);
        moveTracesToFront(wanted);
        bounds = bounds == null ? null : moveToFront(bounds, wanted);
        for (int column = 0; column < columns; column++) {
            double[] of = values[column];
            double[] to = wanted == of.length ? of : new double[wanted];
            System.arraycopy(of, start, to, 0, size);
            values[column] = to;
        }
        start = 0;
    }

    private void moveTracesToFront(int wanted) {
        if (traces == null) {
            return;
        }
        TraceContext[] to = wanted == traces.length ? traces : new TraceContext[wanted];
        System.arraycopy(traces, start, to, 0, size);
        if (to == traces) {
            Arrays.fill(to, size, wanted, null);
        }
        traces = to;
    }

    private long[] moveToFront(long[] of, int wanted) {
        long[] to = wanted == of.length ? of : new long[wanted];
        System.arraycopy(of, start, to, 0, size);
        return to;
    }
}
