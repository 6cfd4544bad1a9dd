package io.chronofabric.operators.sequence;

import java.util.Arrays;
import java.util.function.Predicate;

/** The partial matches that stand in one state, the one that goes first on top. */
final class PartialHeap<E> {
    private static final int SMALLEST = 4;

    private Partial<E>[] places = newArray(SMALLEST);
    private int size;

    int size() {
        return size;
    }

    Partial<E> get(int place) {
        return places[place];
    }

    Partial<E> top() {
        return size == 0 ? null : places[0];
    }

    void add(Partial<E> partial) {
        if (size == places.length) {
            places = Arrays.copyOf(places, 2 * size);
        }
        places[size++] = partial;
        up(size - 1);
    }

    Partial<E> removeAt(int place) {
        Partial<E> removed = places[place];
        Partial<E> moved = places[--size];
        places[size] = null;
        if (place < size) {
            places[place] = moved;
            down(place);
            up(place);
        }
        shrink();
        return removed;
    }

    /** Keeps what the predicate says; asks it once about each. */
    void keep(Predicate<Partial<E>> kept) {
        int left = 0;
        for (int i = 0; i < size; i++) {
            Partial<E> partial = places[i];
            if (kept.test(partial)) {
                places[left++] = partial;
            }
        }
        if (left == size) {
            return;
        }
        Arrays.fill(places, left, size, null);
        size = left;
        for (int i = size / 2 - 1; i >= 0; i--) {
            down(i);
        }
        shrink();
    }

    /** Adds at the end, as the places were when they were written. */
    void restore(Partial<E> partial) {
        if (size == places.length) {
            places = Arrays.copyOf(places, 2 * size);
        }
        places[size++] = partial;
    }

    private void up(int from) {
        int place = from;
        Partial<E> partial = places[place];
        while (place > 0) {
            int parent = (place - 1) / 2;
            if (!partial.isBefore(places[parent])) {
                break;
            }
            places[place] = places[parent];
            place = parent;
        }
        places[place] = partial;
    }

    private void down(int from) {
        int place = from;
        Partial<E> partial = places[place];
        while (true) {
            int child = 2 * place + 1;
            if (child >= size) {
                break;
            }
            if (child + 1 < size && places[child + 1].isBefore(places[child])) {
                child++;
            }
            if (!places[child].isBefore(partial)) {
                break;
            }
            places[place] = places[child];
            place = child;
        }
        places[place] = partial;
    }

    private void shrink() {
        if (places.length > SMALLEST && size < places.length / 4) {
            places = Arrays.copyOf(places, Math.max(SMALLEST, places.length / 2));
        }
    }

    @SuppressWarnings("unchecked") // holds nothing else
    private static <E> Partial<E>[] newArray(int length) {
        return (Partial<E>[]) new Partial<?>[length];
    }
}
