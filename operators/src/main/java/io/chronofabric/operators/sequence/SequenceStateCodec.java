package io.chronofabric.operators.sequence;

import io.chronofabric.time.LogicalTime;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;

/**
 * Writes and reads the state of a key, version 1. What partial matches share is written once.
 * Counts are unsigned, 7 bits a byte, lowest first, the high bit set if another follows; the rest
 * is big-endian.
 *
 * <pre>
 *   version (1)  fingerprint of the pattern (4)  seed (8)  states (count)
 *   last event: 0, or 1 and its time (16)
 *   time passed (8)  next ordinal (8)  next birth (8)  chance (8)  offered (8)
 *   events (count): ordinal (8)  time (16)  event
 *   links (count):  event (count)  link before + 1 (count)  stage (1)
 *   of each state, partial matches (count):
 *                   link (count)  first event (count)  deadline (8)  birth (8)
 *   waiting (count): link (count)  first event (count)  end (16)  by time (1)
 * </pre>
 *
 * @param <E> the events
 */
public final class SequenceStateCodec<E> {
    private static final int VERSION = 1;

    /** More than any pattern's automaton has. */
    private static final int MAX_STATES = 1 << 20;

    private final EventCodec<E> events;

    /**
     * @param events writes and reads events
     */
    public SequenceStateCodec(EventCodec<E> events) {
        this.events = events;
    }

    /** Writes a state. */
    public void write(SequenceState<E> state, DataOutput out) throws IOException {
        out.writeByte(VERSION);
        out.writeInt(state.fingerprint);
        out.writeLong(state.seed);
        writeCount(state.partials.size(), out);
        out.writeBoolean(state.lastEvent != null);
        if (state.lastEvent != null) {
            writeTime(state.lastEvent, out);
        }
        out.writeLong(state.timeNanos);
        out.writeLong(state.nextOrdinal);
        out.writeLong(state.nextBirth);
        out.writeLong(state.chance);
        out.writeLong(state.offered);
        Tables<E> tables = tablesOf(state);
        writeCount(tables.kept.size(), out);
        for (Kept<E> kept : tables.kept) {
            out.writeLong(kept.ordinal);
            writeTime(kept.time, out);
            events.write(kept.event, out);
        }
        writeCount(tables.links.size(), out);
        for (Link<E> link : tables.links) {
            writeCount(tables.keptPlaces.get(link.kept), out);
            writeCount(link.before == null ? 0 : tables.linkPlaces.get(link.before) + 1, out);
            out.writeByte(link.stage);
        }
        for (PartialHeap<E> partials : state.partials) {
            writeCount(partials.size(), out);
            for (int i = 0; i < partials.size(); i++) {
                Partial<E> partial = partials.get(i);
                writeCount(tables.linkPlaces.get(partial.last), out);
                writeCount(tables.keptPlaces.get(partial.first), out);
                out.writeLong(partial.deadline);
                out.writeLong(partial.birth);
            }
        }
        writeCount(state.waiting.size(), out);
        for (Completed<E> waiting : state.waiting) {
            writeCount(tables.linkPlaces.get(waiting.last()), out);
            writeCount(tables.keptPlaces.get(waiting.first()), out);
            writeTime(waiting.end(), out);
            out.writeBoolean(waiting.byTime());
        }
    }

    /**
     * Reads a state.
     *
     * @throws IOException if it is damaged or of a later version
     */
    public SequenceState<E> read(DataInput in) throws IOException {
        int version = in.readByte();
        if (version != VERSION) {
            throw new IOException(
                    "state of sequences: version "
                            + version
                            + " (expected: "
                            + VERSION
                            + "). Restore it with the ChronoFabric that wrote it, or later.");
        }
        int fingerprint = in.readInt();
        long seed = in.readLong();
        SequenceState<E> state = new SequenceState<>(readStates(in), fingerprint, seed);
        if (in.readBoolean()) {
            state.lastEvent = readTime(in);
        }
        state.timeNanos = in.readLong();
        state.nextOrdinal = in.readLong();
        state.nextBirth = in.readLong();
        state.chance = in.readLong();
        state.offered = in.readLong();
        List<Kept<E>> kept = new ArrayList<>();
        for (int left = readCount(in); left > 0; left--) {
            long ordinal = in.readLong();
            LogicalTime time = readTime(in);
            kept.add(new Kept<>(events.read(in), time, ordinal));
        }
        List<Link<E>> links = new ArrayList<>();
        for (int left = readCount(in); left > 0; left--) {
            Kept<E> event = at(kept, readCount(in));
            int before = readCount(in);
            Link<E> linkBefore = before == 0 ? null : at(links, before - 1);
            links.add(state.link(event, linkBefore, in.readByte()));
        }
        for (PartialHeap<E> partials : state.partials) {
            for (int left = readCount(in); left > 0; left--) {
                Link<E> last = at(links, readCount(in));
                Kept<E> first = at(kept, readCount(in));
                last.uses++;
                partials.restore(new Partial<>(last, first, in.readLong(), in.readLong()));
                state.partialCount++;
            }
        }
        for (int left = readCount(in); left > 0; left--) {
            Link<E> last = at(links, readCount(in));
            Kept<E> first = at(kept, readCount(in));
            last.uses++;
            state.waiting.add(new Completed<>(last, first, readTime(in), in.readBoolean()));
        }
        return state;
    }

    /** A state that can be changed without changing the given one; events are shared. */
    public static <E> SequenceState<E> copy(SequenceState<E> from) {
        Deque<E> carried = new ArrayDeque<>();
        SequenceStateCodec<E> codec =
                new SequenceStateCodec<>(
                        new EventCodec<>() {
                            @Override
                            public void write(E event, DataOutput out) {
                                carried.add(event);
                            }

                            @Override
                            public E read(DataInput in) {
                                return carried.remove();
                            }
                        });
        try {
            ByteArrayOutputStream bytes = new ByteArrayOutputStream();
            codec.write(from, new DataOutputStream(bytes));
            return codec.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is shared, each with its place; a link after the one before it. */
    private static final class Tables<E> {
        final List<Kept<E>> kept = new ArrayList<>();
        final Map<Kept<E>, Integer> keptPlaces = new IdentityHashMap<>();
        final List<Link<E>> links = new ArrayList<>();
        final Map<Link<E>, Integer> linkPlaces = new IdentityHashMap<>();

        void add(Link<E> last) {
            Deque<Link<E>> path = new ArrayDeque<>();
            for (Link<E> link = last;
                    link != null && !linkPlaces.containsKey(link);
                    link = link.before) {
                path.push(link);
            }
            for (Link<E> link : path) {
                linkPlaces.put(link, links.size());
                links.add(link);
                if (keptPlaces.putIfAbsent(link.kept, kept.size()) == null) {
                    kept.add(link.kept);
                }
            }
        }
    }

    private static <E> Tables<E> tablesOf(SequenceState<E> state) {
        Tables<E> tables = new Tables<>();
        for (PartialHeap<E> partials : state.partials) {
            for (int i = 0; i < partials.size(); i++) {
                tables.add(partials.get(i).last);
            }
        }
        for (Completed<E> waiting : state.waiting) {
            tables.add(waiting.last());
        }
        return tables;
    }

    private static <T> T at(List<T> table, int place) throws IOException {
        if (place >= table.size()) {
            throw new IOException(
                    "place " + place + " of " + table.size() + ": the data is damaged");
        }
        return table.get(place);
    }

    private static void writeTime(LogicalTime time, DataOutput out) throws IOException {
        out.writeLong(time.physicalNanos());
        out.writeLong(time.logicalAndNode());
    }

    private static LogicalTime readTime(DataInput in) throws IOException {
        long physical = in.readLong();
        return LogicalTime.ofWords(physical, in.readLong());
    }

    private static void writeCount(int value, DataOutput out) throws IOException {
        int left = value;
        while ((left & ~0x7F) != 0) {
            out.writeByte((left & 0x7F) | 0x80);
            left >>>= 7;
        }
        out.writeByte(left);
    }

    private static int readStates(DataInput in) throws IOException {
        int states = readCount(in);
        if (states > MAX_STATES) {
            throw new IOException(states + " states: the data is damaged");
        }
        return states;
    }

    private static int readCount(DataInput in) throws IOException {
        int value = 0;
        for (int shift = 0; shift < 35; shift += 7) {
            byte b = in.readByte();
            value |= (b & 0x7F) << shift;
            if (b >= 0 && value >= 0) {
                return value;
            }
        }
        throw new IOException("a count beyond 2^31: the data is damaged");
    }
}
