package io.chronofabric.it.bench.patterns;

import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.model.Rule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;

/** What is looked for in the latencies. What the input's end leaves open is not judged. */
enum Watched {
    /** Nothing. */
    NOTHING("true") {
        @Override
        boolean isBroken(Latencies input, int service, int second) {
            return false;
        }
    },
    /**
     * Each time latency comes to be above its limit, it is back within ten seconds. A rise is from
     * below the limit to above it; the event exactly ten seconds later may still be the recovery.
     */
    RECOVERY("rise(lat > 250) -> eventually[0,10s](lat <= 250)") {
        @Override
        boolean isBroken(Latencies input, int service, int second) {
            if (second == 0
                    || second + RECOVERY_SECONDS >= input.seconds()
                    || !(input.latency(service, second - 1) < Latencies.LIMIT)) {
                return false;
            }
            for (int later = second; later <= second + RECOVERY_SECONDS; later++) {
                if (input.latency(service, later) <= Latencies.LIMIT) {
                    return false;
                }
            }
            return true;
        }
    },
    /**
     * No answer comes at once (below two milliseconds) in the ten minutes after a slow one: such a
     * service refuses its work. Each slow event opens a window of its own.
     */
    REFUSAL("(lat < 2) -> not once[0,600s](lat > 250)") {
        @Override
        boolean isBroken(Latencies input, int service, int second) {
            if (!(input.latency(service, second) < Latencies.AT_ONCE)) {
                return false;
            }
            for (int back = 1; back <= Math.min(second, REFUSAL_SECONDS); back++) {
                if (input.latency(service, second - back) > Latencies.LIMIT) {
                    return true;
                }
            }
            return false;
        }
    };

    static final int RECOVERY_SECONDS = 10;
    static final int REFUSAL_SECONDS = 600;
    private static final int SHOWN = 5;

    private final String formula;

    Watched(String formula) {
        this.formula = formula;
    }

    /** Looks at each event that counts, as the definition says. */
    abstract boolean isBroken(Latencies input, int service, int second);

    /** The broken moments. */
    List<Broken> in(Latencies input) {
        List<Broken> found = new ArrayList<>();
        for (int service = 0; service < input.services(); service++) {
            for (int second = 0; second < input.seconds(); second++) {
                if (isBroken(input, service, second)) {
                    found.add(new Broken(Latencies.name(service), Latencies.millis(second)));
                }
            }
        }
        return found;
    }

    /** The same as a rule. */
    List<Rule> rules() {
        RuleDocuments.Result read =
                RuleDocuments.read(
                        "bench",
                        """
                        apiVersion: egc/v1
                        kind: Rule
                        metadata: {id: watched}
                        spec:
                          signals: {lat: lat}
                          sampling: {period: 1s, tolerance: 0%%, fill: none}
                          lateness: 0s
                          report: change
                          formula: "%s"
                        """
                                .formatted(formula));
        if (read.hasErrors()) {
            throw new IllegalStateException(read.problems().toString());
        }
        return read.rules();
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
