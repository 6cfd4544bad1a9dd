package io.chronofabric.operators.causal.flink;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Random histories of nodes that broadcast to each other, and the way they take to a job: events
 * are delayed, lost and repeated. An event as it flows is a line of text: domain, node, number, its
 * vector stamp, the ids it names.
 */
final class Histories {
    /**
     * @param direct what is enough to name
     * @param past everything that happened before it
     */
    record Event(
            String domain,
            int node,
            int number,
            long millis,
            long[] stamp,
            Set<String> direct,
            Set<String> past) {
        String id() {
            return node + "." + number;
        }

        String line() {
            StringBuilder stamps = new StringBuilder();
            for (long counter : stamp) {
                stamps.append(stamps.isEmpty() ? "" : ",").append(counter);
            }
            return domain
                    + " "
                    + node
                    + " "
                    + number
                    + " "
                    + stamps
                    + " "
                    + (direct.isEmpty() ? "-" : String.join(",", direct));
        }

        long bytes() {
            return 1 + (node * 7L + number * 13L) % 20;
        }
    }

    private Histories() {}

    /** What happened in one domain, in the order of time: causes are dated before effects. */
    static List<Event> domain(Random random, String domain, int count) {
        int nodes = 1 + random.nextInt(4);
        List<Set<String>> known = new ArrayList<>();
        List<Set<String>> newest = new ArrayList<>();
        long[][] clocks = new long[nodes][nodes];
        for (int node = 0; node < nodes; node++) {
            known.add(new HashSet<>());
            newest.add(new TreeSet<>());
        }
        List<Event> events = new ArrayList<>();
        long millis = 1_000;
        for (int i = 0; i < count; i++) {
            int node = random.nextInt(nodes);
            for (int tries = random.nextInt(4); tries > 0 && !events.isEmpty(); tries--) {
                Event heard = events.get(random.nextInt(events.size()));
                if (!known.get(node).contains(heard.id())
                        && known.get(node).containsAll(heard.past())) {
                    known.get(node).add(heard.id());
                    newest.get(node).add(heard.id());
                    Arrays.setAll(
                            clocks[node],
                            n -> Math.max(heard.stamp()[n], clockOf(clocks, node, n)));
                }
            }
            clocks[node][node]++;
            millis += 1 + random.nextInt(60);
            Event event =
                    new Event(
                            domain,
                            node,
                            (int) clocks[node][node],
                            millis,
                            clocks[node].clone(),
                            new TreeSet<>(newest.get(node)),
                            Set.copyOf(known.get(node)));
            events.add(event);
            known.get(node).add(event.id());
            newest.get(node).clear();
            newest.get(node).add(event.id());
        }
        return events;
    }

    private static long clockOf(long[][] clocks, int node, int n) {
        return clocks[node][n];
    }

    /** As they reach the job: up to {@code delay} ms after their time, some never, some again. */
    static List<Event> arrivals(Random random, List<Event> events, int lossPercent, int delay) {
        record Arrival(Event event, long at) {}
        List<Arrival> arrivals = new ArrayList<>();
        for (Event event : events) {
            if (random.nextInt(100) >= lossPercent) {
                arrivals.add(new Arrival(event, event.millis() + random.nextInt(delay)));
                if (random.nextInt(100) < 10) {
                    arrivals.add(new Arrival(event, event.millis() + random.nextInt(2 * delay)));
                }
            }
        }
        arrivals.sort(Comparator.comparingLong(Arrival::at));
        return arrivals.stream().map(Arrival::event).toList();
    }
}
