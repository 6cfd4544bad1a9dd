package io.chronofabric.time;

import io.chronofabric.core.NodeId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Random;

/**
 * One random history of nodes that send each other messages over links that delay, reorder, lose
 * and are cut, under wall clocks that are skewed, drift, stand still and jump. Nodes crash and come
 * back. Vector clocks (Fidge, Mattern 1988), which know exactly what happened before what, travel
 * along.
 */
final class SimulatedNodes {
    static final long START = 1_700_000_000_000_000_000L;
    static final long MAX_OFFSET = 1_000_000;

    private static final int STEPS = 1_500;
    private static final int MAX_STEP_NANOS = 20;

    private final Random random;
    private final Node[] nodes;
    private final List<Event> events = new ArrayList<>();
    private int delivered;
    private int refused;
    private int restarts;
    private int cuts;

    /** A clock as the simulation sees it, so that a broken one can take its place. */
    interface Clock {
        LogicalTime tick();

        UpdateOutcome receive(LogicalTime remote);

        /** The clock of the same node after a crash. */
        Clock restarted();
    }

    /** Makes the clock of a node. */
    interface Clocks {
        Clock of(SimulatedTimeSource wall, NodeId node);
    }

    /**
     * An event.
     *
     * @param vector how many events of each node it knows of, itself included
     * @param wall the wall clock of its node then
     * @param highestWall the highest that this wall clock had shown up to then
     * @param ahead how many events its node had made since its wall clock was last the higher one
     * @param lives how often its node had crashed since then
     */
    record Event(
            int node,
            LogicalTime time,
            List<Integer> vector,
            long wall,
            long highestWall,
            int ahead,
            int lives) {
        boolean happenedBefore(Event other) {
            return this != other && vector.get(node) <= other.vector.get(node);
        }
    }

    private static final class Node {
        private final SimulatedTimeSource wall;
        private final int[] vector;
        private final Deque<Event> inbox = new ArrayDeque<>();
        private Clock clock;
        private boolean frozen;
        private int side;
        private long highestWall;
        private int ahead;
        private int lives;

        Node(SimulatedTimeSource wall, Clock clock, int nodes) {
            this.wall = wall;
            this.clock = clock;
            this.vector = new int[nodes];
        }
    }

    SimulatedNodes(long seed, Clocks clocks) {
        random = new Random(seed);
        nodes = new Node[2 + random.nextInt(6)];
        for (int n = 0; n < nodes.length; n++) {
            SimulatedTimeSource wall =
                    new SimulatedTimeSource(START + random.nextInt((int) MAX_OFFSET));
            wall.drift((n - nodes.length / 2) * 100_000_000L);
            // Node ids run against the order of the nodes, so that ties cannot help by chance.
            nodes[n] = new Node(wall, clocks.of(wall, new NodeId(nodes.length - n)), nodes.length);
        }
        for (int step = 0; step < STEPS; step++) {
            timePasses();
            happens(random.nextInt(nodes.length));
        }
    }

    List<Event> events() {
        return events;
    }

    int delivered() {
        return delivered;
    }

    int refused() {
        return refused;
    }

    int restarts() {
        return restarts;
    }

    int cuts() {
        return cuts;
    }

    /** Real time passes; each wall clock makes of it what it will. */
    private void timePasses() {
        long passed = random.nextInt(MAX_STEP_NANOS);
        if (random.nextInt(150) == 0) {
            cuts++;
            for (Node node : nodes) {
                node.side = random.nextInt(2);
            }
        } else if (random.nextInt(75) == 0) {
            for (Node node : nodes) {
                node.side = 0;
            }
        }
        for (Node node : nodes) {
            if (random.nextInt(200) == 0) {
                node.frozen = !node.frozen;
                if (node.frozen) {
                    node.wall.freeze();
                } else {
                    node.wall.thaw();
                }
            }
            if (random.nextInt(300) == 0) {
                node.wall.jump(random.nextInt((int) (2 * MAX_OFFSET)) - MAX_OFFSET);
            }
            if (random.nextInt(400) == 0) {
                restarts++;
                node.lives++;
                node.clock = node.clock.restarted();
            }
            node.wall.advance(passed);
            node.highestWall = Math.max(node.highestWall, node.wall.epochNanos());
        }
    }

    private void happens(int n) {
        Node node = nodes[n];
        Event message = random.nextInt(3) == 0 ? arriving(node) : null;
        if (message != null) {
            if (node.clock.receive(message.time()) == UpdateOutcome.REFUSED_TOO_FAR_AHEAD) {
                // Refused is as if it never came: no cause of what follows here.
                refused++;
                return;
            }
            delivered++;
            for (int i = 0; i < nodes.length; i++) {
                node.vector[i] = Math.max(node.vector[i], message.vector().get(i));
            }
        }
        node.vector[n]++;
        LogicalTime time = node.clock.tick();
        long wall = node.wall.epochNanos();
        if (time.physicalNanos() == wall) {
            node.ahead = 0;
            node.lives = 0;
        } else {
            node.ahead++;
        }
        Event event =
                new Event(
                        n,
                        time,
                        Arrays.stream(node.vector).boxed().toList(),
                        wall,
                        node.highestWall,
                        node.ahead,
                        node.lives);
        events.add(event);
        if (random.nextInt(10) > 0) {
            nodes[random.nextInt(nodes.length)].inbox.add(event);
        }
    }

    /** Any message but those from the other side of a cut, which wait; null if there is none. */
    private Event arriving(Node node) {
        for (int turn = node.inbox.size(), skip = random.nextInt(turn + 1); turn > 0; turn--) {
            Event message = node.inbox.removeFirst();
            if (skip-- <= 0 && nodes[message.node()].side == node.side) {
                return message;
            }
            node.inbox.addLast(message);
        }
        return null;
    }
}
