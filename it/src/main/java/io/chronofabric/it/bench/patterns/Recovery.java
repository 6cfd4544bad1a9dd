package io.chronofabric.it.bench.patterns;

import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.model.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/**
 * The rule: each time latency comes to be above its limit, it is back within ten seconds. A rise is
 * broken if none of the events up to ten seconds after it, that one included, is at most the limit.
 * A rise is from below the limit to above it; what the input's end leaves open is not judged.
 */
final class Recovery {
    static final int WITHIN_SECONDS = 10;
    static final long WITHIN_MILLIS = WITHIN_SECONDS * 1_000L;
    private static final int SHOWN = 5;

    private Recovery() {}

    static List<Rule> asRule() {
        RuleDocuments.Result read =
                RuleDocuments.read(
                        "bench",
                        """
                        apiVersion: egc/v1
                        kind: Rule
                        metadata: {id: latency-recovery}
                        spec:
                          signals: {lat: lat}
                          sampling: {period: 1s, tolerance: 0%, fill: none}
                          lateness: 0s
                          formula: "rise(lat > 250) -> eventually[0,10s](lat <= 250)"
                        """);
        if (read.hasErrors()) {
            throw new IllegalStateException(read.problems().toString());
        }
        return read.rules();
    }

    /** The broken moments, found by looking at each second after each rise. */
    static List<Broken> in(Latencies input) {
        List<Broken> found = new ArrayList<>();
        for (int service = 0; service < input.services(); service++) {
            for (int second = 1; second < input.seconds() - WITHIN_SECONDS; second++) {
                if (input.latency(service, second - 1) < Latencies.LIMIT
                        && input.latency(service, second) > Latencies.LIMIT
                        && !isBack(input, service, second)) {
                    found.add(new Broken(Latencies.name(service), Latencies.millis(second)));
                }
            }
        }
        return found;
    }

    private static boolean isBack(Latencies input, int service, int rise) {
        for (int second = rise; second <= rise + WITHIN_SECONDS; second++) {
            if (input.latency(service, second) <= Latencies.LIMIT) {
                return true;
            }
        }
        return false;
    }

    /**
     * Compares what a way found with what there is, each moment as often as it was found.
     *
     * @throws IllegalStateException if they differ; its message shows where
     */
    static void demandEqual(String way, Collection<Broken> found, Collection<Broken> expected) {
        List<Broken> extra = new ArrayList<>(found);
        List<Broken> missing = new ArrayList<>(expected);
        extra.sort(null);
        missing.sort(null);
        if (extra.equals(missing)) {
            return;
        }
        List<Broken> all = List.copyOf(extra);
        missing.forEach(extra::remove);
        all.forEach(missing::remove);
        throw new IllegalStateException(
                way
                        + " found "
                        + found.size()
                        + " broken moments (expected: "
                        + expected.size()
                        + "); missing: "
                        + shown(missing)
                        + "; found but not broken, or twice: "
                        + shown(extra));
    }

    private static String shown(List<Broken> moments) {
        if (moments.isEmpty()) {
            return "none";
        }
        String first = moments.subList(0, Math.min(SHOWN, moments.size())).toString();
        return moments.size() > SHOWN
                ? first + " and " + (moments.size() - SHOWN) + " more"
                : first;
    }
}
