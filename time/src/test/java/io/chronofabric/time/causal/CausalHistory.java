package io.chronofabric.time.causal;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/**
 * A random history of nodes that broadcast and receive, and the way its messages take to somebody
 * else: over links that delay, reorder, lose and repeat.
 */
final class CausalHistory {
    /**
     * @param direct what is enough to name: the message before of the same node, and the newest of
     *     each that its sender received since
     * @param past everything that happened before it
     */
    record Message(
            CounterRange id, VectorClock stamp, Set<CounterRange> direct, Set<CounterRange> past) {}

    record Arrival(Message message, long bytes, long now) {}

    private CausalHistory() {}

    static List<Message> messages(Random random, int count) {
        int nodes = 1 + random.nextInt(5);
        boolean dense = random.nextBoolean();
        List<Message> sent = new ArrayList<>();
        List<Set<CounterRange>> known = new ArrayList<>();
        List<Set<CounterRange>> newest = new ArrayList<>();
        VectorClock[] clocks = new VectorClock[nodes];
        for (int node = 0; node < nodes; node++) {
            known.add(new HashSet<>());
            newest.add(new HashSet<>());
            clocks[node] = dense ? DenseVectorClock.zero(nodes) : SparseVectorClock.empty(nodes);
        }
        while (sent.size() < count) {
            int node = random.nextInt(nodes);
            for (int tries = random.nextInt(4); tries > 0 && !sent.isEmpty(); tries--) {
                Message message = sent.get(random.nextInt(sent.size()));
                Set<CounterRange> mine = known.get(node);
                if (!mine.contains(message.id()) && mine.containsAll(message.past())) {
                    mine.add(message.id());
                    newest.get(node).add(message.id());
                    clocks[node] = clocks[node].merge(message.stamp());
                }
            }
            clocks[node] = clocks[node].tick(node);
            long number = clocks[node].get(node);
            Message message =
                    new Message(
                            new CounterRange(node, number, number),
                            clocks[node],
                            Set.copyOf(newest.get(node)),
                            Set.copyOf(known.get(node)));
            sent.add(message);
            known.get(node).add(message.id());
            newest.get(node).clear();
            newest.get(node).add(message.id());
        }
        return sent;
    }

    static List<Arrival> arrivals(Random random, List<Message> messages) {
        int lossPercent = random.nextInt(3) * random.nextInt(15);
        int repeatPercent = random.nextInt(3) * random.nextInt(15);
        int delay = 1 + random.nextInt(2) * random.nextInt(3_000);
        List<Arrival> arrivals = new ArrayList<>();
        for (int i = 0; i < messages.size(); i++) {
            if (random.nextInt(100) >= lossPercent) {
                arrivals.add(arrival(random, messages.get(i), 100L * i + random.nextInt(delay)));
            }
            if (random.nextInt(100) < repeatPercent) {
                arrivals.add(
                        arrival(random, messages.get(i), 100L * i + random.nextInt(2 * delay)));
            }
        }
        arrivals.sort(Comparator.comparingLong(Arrival::now));
        return arrivals;
    }

    private static Arrival arrival(Random random, Message message, long now) {
        return new Arrival(message, random.nextInt(40), now);
    }
}
