package io.chronofabric.state.flink;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.ListStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Keeps book of how many entities a subtask knows and how many bytes it keeps of them, beside a
 * budget. Whoever keeps the state measures it, by a function of what is kept alone, and says what
 * there was before a change ({@link #before}) and what there is after it ({@link #after}).
 *
 * <p>Each snapshot holds the book, 29 bytes: version (1), parallelism and number of the subtask,
 * which say what key groups it has (4 each), entities (8), bytes (8), a check (4). A subtask that
 * is not given the book of its key groups has to count again what it keeps ({@link #mustCount}):
 * after a rescaling, and once after a savepoint from before there was a book. It is plain list
 * state and not a union of all subtasks' books: with that Flink fails every checkpoint that is
 * taken while some subtasks of a bounded job have ended and others have not.
 *
 * <p>One thread writes; totals can be read by others.
 */
public final class StateLedger {
    /** A budget that is never used up, in bytes. */
    public static final long UNLIMITED = Long.MAX_VALUE;

    private static final byte VERSION = 1;
    private static final int BOOK_BYTES = 29;
    private static final ListStateDescriptor<byte[]> BOOK =
            new ListStateDescriptor<>(
                    "state-ledger", PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private final TaskInfo task;
    private final ListState<byte[]> saved;
    private final long budget;
    private boolean mustCount;
    private long held;
    private volatile long entities;
    private volatile long bytes;

    private StateLedger(TaskInfo task, ListState<byte[]> saved, long budget) {
        this.task = task;
        this.saved = saved;
        this.budget = budget;
    }

    /**
     * A subtask's ledger, as its snapshot has it if it is restored.
     *
     * @param states has the operator's own state
     * @param isRestored whether the operator goes on from a snapshot
     * @param task which subtask it is
     * @param budget the most bytes that it is to keep, at least 1; {@link #UNLIMITED} for none
     * @throws IllegalArgumentException if the budget is less
     */
    public static StateLedger of(
            OperatorStateStore states, boolean isRestored, TaskInfo task, long budget)
            throws Exception {
        if (budget < 1) {
            throw new IllegalArgumentException(
                    "state budget: " + budget + " bytes (expected: at least 1)");
        }
        StateLedger ledger = new StateLedger(task, states.getListState(BOOK), budget);
        if (isRestored) {
            ledger.mustCount = true;
            for (byte[] book : ledger.saved.get()) {
                ledger.read(book);
            }
        }
        return ledger;
    }

    private void read(byte[] book) throws IOException {
        DataInputDeserializer in = new DataInputDeserializer(book);
        if (book.length != BOOK_BYTES
                || in.readByte() != VERSION
                || in.readInt() != task.getNumberOfParallelSubtasks()
                || in.readInt() != task.getIndexOfThisSubtask()) {
            return; // somebody else's, or not to be understood: what is there is counted
        }
        long knownEntities = in.readLong();
        long knownBytes = in.readLong();
        if (in.readInt() == check(knownEntities, knownBytes)) {
            entities = knownEntities;
            bytes = knownBytes;
            mustCount = false;
        }
    }

    private static int check(long knownEntities, long knownBytes) {
        return Long.hashCode(31 * knownEntities + knownBytes);
    }

    /** Puts the book into the snapshot that is being taken. */
    public void save() throws Exception {
        DataOutputSerializer book = new DataOutputSerializer(BOOK_BYTES);
        book.writeByte(VERSION);
        book.writeInt(task.getNumberOfParallelSubtasks());
        book.writeInt(task.getIndexOfThisSubtask());
        book.writeLong(entities);
        book.writeLong(bytes);
        book.writeInt(check(entities, bytes));
        saved.update(List.of(book.getCopyOfBuffer()));
    }

    /** Whether the subtask is to go through all that it keeps, and {@link #count} it. */
    public boolean mustCount() {
        return mustCount;
    }

    /**
     * Counts what is there already.
     *
     * @param more entities
     * @param moreBytes bytes of them
     */
    public void count(long more, long moreBytes) {
        entities += more;
        bytes += moreBytes;
    }

    /**
     * Says that an entity's state was read and may change.
     *
     * @param stateBytes what is kept of it; 0 if it is not known
     */
    public void before(long stateBytes) {
        held = stateBytes;
    }

    /** Says that a further part of the same entity's state was read. */
    public void beforeToo(long stateBytes) {
        held += stateBytes;
    }

    /**
     * Says what is kept, after a change, of the entity that was read last.
     *
     * @param stateBytes all that was read of it or is new; 0 if it was forgotten
     */
    @SuppressWarnings("NonAtomicVolatileUpdate") // one thread writes
    public void after(long stateBytes) {
        entities += (stateBytes > 0 ? 1 : 0) - (held > 0 ? 1 : 0);
        bytes += stateBytes - held;
        held = stateBytes;
    }

    /** Whether there is room for another entity. */
    public boolean hasRoom() {
        return bytes < budget;
    }

    /** How many entities are known. */
    public long entities() {
        return entities;
    }

    /** How many bytes are kept of them. */
    public long bytes() {
        return bytes;
    }

    /** The most bytes that are to be kept. */
    public long budget() {
        return budget;
    }
}
