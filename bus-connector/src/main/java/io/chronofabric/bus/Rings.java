package io.chronofabric.bus;

import io.chronofabric.core.Priority;
import java.util.ArrayList;
import java.util.List;

/**
 * The ring of a subscription, or one for each priority. With lanes, of 15 polls in a row that find
 * every lane filled 8 are for {@link Priority#CRITICAL}, 4 for {@link Priority#HIGH}, 2 for {@link
 * Priority#NORMAL} and 1 for {@link Priority#LOW}: a packet that is n-th in its lane is taken after
 * at most 2 n, 4 n, 8 n or 15 n polls. A turn whose lane is empty goes to the most urgent lane that
 * is not.
 *
 * @param <T> the payload
 */
final class Rings<T> {
    private static final int CYCLE = 15;

    /** By priority, least urgent first; one ring where there are no lanes. */
    private final List<Ring<T>> rings = new ArrayList<>();

    /** The only ring, or null. */
    private final Ring<T> only;

    /** Of the cycle, 1 to 15; the subscriber's. */
    private int turn;

    Rings(SubscriptionOptions options) {
        int lanes = options.lanes() ? Priority.values().length : 1;
        for (int i = 0; i < lanes; i++) {
            rings.add(new Ring<>(options.capacity(), options.whenFull()));
        }
        only = options.lanes() ? null : rings.get(0);
    }

    /** Where a packet of this priority waits. */
    Ring<T> of(Priority priority) {
        return only != null ? only : rings.get(priority.ordinal());
    }

    /** For the subscriber: the next packet, or null where none is ready. */
    PhasePacket<T> poll() {
        return only != null ? only.poll() : pollLanes();
    }

    private PhasePacket<T> pollLanes() {
        turn = turn % CYCLE + 1;
        // 8 of the numbers from 1 to 15 have no zeros at the end, 4 have one, 2 two and 1 three.
        int due = rings.size() - 1 - Integer.numberOfTrailingZeros(turn);
        PhasePacket<T> packet = rings.get(due).poll();
        for (int lane = rings.size() - 1; packet == null && lane >= 0; lane--) {
            packet = rings.get(lane).poll();
        }
        return packet;
    }

    /** As {@link Ring#hasReady}. */
    boolean hasReady() {
        for (int i = 0; i < rings.size(); i++) {
            if (rings.get(i).hasReady()) {
                return true;
            }
        }
        return false;
    }

    /** As {@link Ring#isEmpty}. */
    boolean isEmpty() {
        for (int i = 0; i < rings.size(); i++) {
            if (!rings.get(i).isEmpty()) {
                return false;
            }
        }
        return true;
    }

    int size() {
        return rings.stream().mapToInt(Ring::size).sum();
    }

    long dropped() {
        return rings.stream().mapToLong(Ring::dropped).sum();
    }

    long taken() {
        return rings.stream().mapToLong(Ring::taken).sum();
    }

    /** As {@link Ring#lostOf}, of all rings together. */
    long lostOf(long takenAtTheEnd) {
        return rings.stream().mapToLong(ring -> ring.lostOf(0)).sum() - takenAtTheEnd;
    }
}
