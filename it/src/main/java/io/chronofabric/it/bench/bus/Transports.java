package io.chronofabric.it.bench.bus;

import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.slot.SlotBusOptions.Publishers;
import io.chronofabric.core.NodeId;
import io.chronofabric.it.bench.Load;
import io.chronofabric.it.bench.Measurement;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

/**
 * Our two paths beside what others have, all in one JVM and in turns: from one thread to another,
 * at a million messages a second and as fast as it goes. The floor, one bare cache line, is
 * measured before and after each; since processors and neighbours change within minutes, compare
 * what is divided by it ({@code overFloor}, of the turns in which it stayed within a quarter).
 */
public final class Transports implements Load {
    private static final long INTERVAL_NANOS = 1_000;
    private static final int WINDOWS_PER_SECOND = 2_000;
    private static final double STEADY = 1.25;
    private static final String NANOS = "ns";
    private static final String OWN = "slot";

    private final TimeSource time = TimeSource.system();
    private final HybridLogicalClock clock = new HybridLogicalClock(time, new NodeId(1));
    private final Map<String, Supplier<Transport>> peers = new LinkedHashMap<>();

    /** What ours do, built on what others have: these are compared with ours, not we with them. */
    private final Map<String, Supplier<Transport>> sameWork = new LinkedHashMap<>();

    private final Map<String, Supplier<Transport>> ours = new LinkedHashMap<>();

    /** What one turn of one transport gave. */
    private record Turn(double before, double after, LatencyFigures latency, TwoThreads.Rate rate) {
        double floor() {
            return (before + after) / 2;
        }

        double overFloor() {
            return latency.quiet().p50() / floor();
        }

        /** Whether the machine stayed as it was, as far as the floor tells. */
        boolean isSteady() {
            return Math.max(before, after) <= STEADY * Math.min(before, after);
        }
    }

    /** Creates the load, as {@link Load} asks. */
    public Transports() {
        int capacity = PeerSizes.CAPACITY;
        peers.put("jctoolsSpsc", () -> new QueueTransport(capacity));
        peers.put("agronaOneToOne", () -> RingTransport.oneToOne(capacity));
        peers.put("agronaManyToOne", () -> RingTransport.manyToOne(capacity));
        peers.put("disruptor", () -> new DisruptorTransport(capacity));
        peers.put("aeronIpc", AeronTransport::new);
        ours.put(OWN, () -> slots(Publishers.ONE, WhenFull.BLOCK, 1));
        ours.put("slotTwoReaders", () -> slots(Publishers.ONE, WhenFull.BLOCK, 2));
        ours.put("slotManyWriters", () -> slots(Publishers.MANY, WhenFull.BLOCK, 1));
        sameWork.put("framedAgrona", () -> new FramedRingTransport(clock, 1));
        sameWork.put("framedAgronaTwoReaders", () -> new FramedRingTransport(clock, 2));
        sameWork.put("framedDisruptor", () -> new FramedDisruptorTransport(clock, 1));
        sameWork.put("framedDisruptorTwoReaders", () -> new FramedDisruptorTransport(clock, 2));
        ours.put("packet", () -> new PacketTransport(clock, time, 1));
        ours.put("packetTwoReaders", () -> new PacketTransport(clock, time, 2));
    }

    @Override
    public List<Measurement> run(boolean quick) {
        int turns = quick ? 2 : 9;
        int windows = quick ? WINDOWS_PER_SECOND / 5 : WINDOWS_PER_SECOND;
        long messages = quick ? 300_000 : 3_000_000;
        Map<String, Supplier<Transport>> all = new LinkedHashMap<>(peers);
        all.putAll(ours);
        all.putAll(sameWork);
        Map<String, List<Turn>> results = new LinkedHashMap<>();
        try (TwoThreads threads = new TwoThreads(time)) {
            // What the compiler learns from all of them shapes the code that all of them run.
            for (int i = 0; i < 2; i++) {
                floor(threads, windows);
                all.values().forEach(make -> measure(threads, make, windows / 4, messages / 4));
            }
            for (int turn = 0; turn < turns; turn++) {
                double before = floor(threads, windows);
                for (Map.Entry<String, Supplier<Transport>> one : all.entrySet()) {
                    Turn measured = measure(threads, one.getValue(), windows, messages);
                    double after = floor(threads, windows);
                    results.computeIfAbsent(one.getKey(), k -> new ArrayList<>())
                            .add(new Turn(before, after, measured.latency(), measured.rate()));
                    before = after;
                }
            }
        }
        return rows(results);
    }

    private Transport slots(Publishers publishers, WhenFull whenFull, int subscribers) {
        return new SlotTransport(clock, time, publishers, whenFull, subscribers);
    }

    private static double floor(TwoThreads threads, int windows) {
        try (Transport line = new LineTransport()) {
            return threads.paced(line, INTERVAL_NANOS, windows / 2).quiet().p50();
        }
    }

    private static Turn measure(
            TwoThreads threads, Supplier<Transport> make, int windows, long messages) {
        try (Transport transport = make.get()) {
            LatencyFigures latency = threads.paced(transport, INTERVAL_NANOS, windows);
            TwoThreads.Rate rate = threads.saturated(transport, messages);
            if (rate.lost() > 0 || rate.disordered() > 0) {
                throw new IllegalStateException(
                        transport.getClass().getSimpleName() + " lost or mixed up: " + rate);
            }
            return new Turn(Double.NaN, Double.NaN, latency, rate);
        }
    }

    private List<Measurement> rows(Map<String, List<Turn>> results) {
        String nearest = best(results, Comparator.comparingDouble(this::overFloor));
        String fastest = best(results, Comparator.comparingDouble(turns -> -perSecond(turns)));
        List<Measurement> rows = new ArrayList<>();
        results.forEach(
                (name, turns) -> {
                    String rival = sameWork.containsKey(name) ? rivalOf(name) : "";
                    boolean own = ours.containsKey(name);
                    rows.add(
                            new Measurement(
                                    name + ".rate",
                                    perSecond(turns),
                                    Double.NaN,
                                    "messages/s",
                                    median(turns, turn -> turn.rate().bytesEach()),
                                    peer(own ? fastest : rival, ".rate")));
                    rows.add(
                            Measurement.of(name + ".overFloor", overFloor(turns), "x")
                                    .against(peer(own ? nearest : rival, ".overFloor")));
                    rows.add(latency(name, "floor.p50", turns, Turn::floor));
                    percentiles(rows, name, "quiet", turns, LatencyFigures::quiet);
                    percentiles(rows, name, "decile", turns, LatencyFigures::decile);
                    percentiles(rows, name, "windows", turns, LatencyFigures::windows);
                    percentiles(rows, name, "whole", turns, LatencyFigures::whole);
                    percentiles(rows, name, "intended", turns, LatencyFigures::intended);
                    rows.add(
                            Measurement.of(
                                    name + ".quietShare",
                                    median(turns, turn -> turn.latency().quietShare()),
                                    "of windows"));
                });
        return rows;
    }

    private static String peer(String name, String figure) {
        return name.isEmpty() ? "" : name + figure;
    }

    private static String rivalOf(String name) {
        return name.endsWith("TwoReaders") ? OWN + "TwoReaders" : OWN;
    }

    private static void percentiles(
            List<Measurement> rows,
            String name,
            String which,
            List<Turn> turns,
            Function<LatencyFigures, Percentiles> of) {
        rows.add(latency(name, which + ".p50", turns, t -> of.apply(t.latency()).p50()));
        rows.add(latency(name, which + ".p99", turns, t -> of.apply(t.latency()).p99()));
        rows.add(latency(name, which + ".p99.9", turns, t -> of.apply(t.latency()).p999()));
    }

    private static Measurement latency(
            String name, String figure, List<Turn> turns, ToDoubleFunction<Turn> value) {
        return Measurement.of(name + "." + figure, median(turns, value), NANOS);
    }

    private String best(Map<String, List<Turn>> results, Comparator<List<Turn>> order) {
        return peers.keySet().stream().min(Comparator.comparing(results::get, order)).orElseThrow();
    }

    private double overFloor(List<Turn> turns) {
        List<Turn> steady = turns.stream().filter(Turn::isSteady).toList();
        return median(steady.isEmpty() ? turns : steady, Turn::overFloor);
    }

    private static double perSecond(List<Turn> turns) {
        return median(turns, turn -> turn.rate().perSecond());
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> value) {
        double[] values =
                turns.stream().mapToDouble(value).filter(one -> !Double.isNaN(one)).toArray();
        Arrays.sort(values);
        return values.length == 0 ? Double.NaN : values[values.length / 2];
    }
}
