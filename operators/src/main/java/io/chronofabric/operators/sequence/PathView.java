package io.chronofabric.operators.sequence;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Reads the links of a partial match for conditions. */
final class PathView<E> implements EarlierEvents<E> {
    private final Map<String, Integer> stages;
    private Link<E> last;

    PathView(Map<String, Integer> stages) {
        this.stages = stages;
    }

    PathView<E> over(Link<E> path) {
        last = path;
        return this;
    }

    @Override
    public List<E> events(String stage) {
        int wanted = indexOf(stage);
        List<E> found = new ArrayList<>();
        for (Link<E> link = last; link != null; link = link.before) {
            if (link.stage == wanted) {
                found.add(link.kept.event);
            }
        }
        Collections.reverse(found);
        return found;
    }

    @Override
    public Optional<E> first(String stage) {
        int wanted = indexOf(stage);
        E found = null;
        for (Link<E> link = last; link != null; link = link.before) {
            if (link.stage == wanted) {
                found = link.kept.event;
            }
        }
        return Optional.ofNullable(found);
    }

    @Override
    public Optional<E> last(String stage) {
        int wanted = indexOf(stage);
        for (Link<E> link = last; link != null; link = link.before) {
            if (link.stage == wanted) {
                return Optional.of(link.kept.event);
            }
        }
        return Optional.empty();
    }

    @Override
    public int count(String stage) {
        int wanted = indexOf(stage);
        int found = 0;
        for (Link<E> link = last; link != null; link = link.before) {
            if (link.stage == wanted) {
                found++;
            }
        }
        return found;
    }

    private int indexOf(String stage) {
        Integer index = stages.get(stage);
        if (index == null) {
            throw new IllegalArgumentException(
                    "stage " + stage + " (expected: one of " + stages.keySet() + ")");
        }
        return index;
    }
}
