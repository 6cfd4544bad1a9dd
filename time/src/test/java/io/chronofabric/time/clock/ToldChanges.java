package io.chronofabric.time.clock;

import java.util.ArrayList;
import java.util.List;

/** What a listener was told, in order. */
final class ToldChanges implements ClockListener {
    private final List<String> all = new ArrayList<>();

    @Override
    public void changed(String sentence) {
        all.add("changed: " + sentence);
    }

    @Override
    public void trouble(String sentence) {
        all.add("trouble: " + sentence);
    }

    List<String> all() {
        return all;
    }
}
