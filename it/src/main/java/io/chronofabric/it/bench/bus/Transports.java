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
 * what is divided by it ({@code overFloor}).
 */
public final class Transports implements Load {
    private static final long INTERVAL_NANOS = 1_000;
    private static final int WINDOWS_PER_SECOND = 2_000;
    private static final String NANOS = "ns";
    private static final String OWN = "slot";

    private final TimeSource time = TimeSource.system();
    private final HybridLogicalClock clock = new HybridLogicalClock(time, new NodeId(1));
    private final Map<String, Supplier<Transport>> peers = new LinkedHashMap<>();
    private final Map<String, Supplier<Transport>> ours = new LinkedHashMap<>();

    /** What one turn of one transport gave. */
    private record Turn(double floor, LatencyFigures latency, TwoThreads.Rate rate) {
        double overFloor() {
            return latency.quiet().p50() / floor;
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
        ours.put("packet", () -> new PacketTransport(clock, time, 1));
        ours.put("packetTwoReaders", () -> new PacketTransport(clock, time, 2));
    }

    @Override
    public List<Measurement> run(boolean quick) {
        int turns = quick ? 1 : 3;
        int windows = WINDOWS_PER_SECOND * (quick ? 2 : 8) / 4;
        long messages = quick ? 500_000 : 3_000_000;
        Map<String, Supplier<Transport>> all = new LinkedHashMap<>(peers);
        all.putAll(ours);
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
                            .add(
                                    new Turn(
                                            (before + after) / 2,
                                            measured.latency(),
                                            measured.rate()));
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
            if (rate.disordered() > 0) {
                throw new IllegalStateException(
                        transport.getClass().getSimpleName()
                                + ": "
                                + rate.disordered()
                                + " messages out of order");
            }
            return new Turn(Double.NaN, latency, rate);
        }
    }

    private List<Measurement> rows(Map<String, List<Turn>> results) {
        String nearest = best(results, Comparator.comparingDouble(this::overFloor));
        String fastest = best(results, Comparator.comparingDouble(turns -> -perSecond(turns)));
        List<Measurement> rows = new ArrayList<>();
        results.forEach(
                (name, turns) -> {
                    boolean own = ours.containsKey(name);
                    rows.add(
                            new Measurement(
                                    name + ".rate",
                                    perSecond(turns),
                                    Double.NaN,
                                    "messages/s",
                                    median(turns, turn -> turn.rate().bytesEach()),
                                    own ? fastest + ".rate" : ""));
                    Measurement over = Measurement.of(name + ".overFloor", overFloor(turns), "x");
                    rows.add(own ? over.against(nearest + ".overFloor") : over);
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
        return median(turns, Turn::overFloor);
    }

    private static double perSecond(List<Turn> turns) {
        return median(turns, turn -> turn.rate().perSecond());
    }

    private static double median(List<Turn> turns, ToDoubleFunction<Turn> value) {
        double[] values = turns.stream().mapToDouble(value).toArray();
        Arrays.sort(values);
        return values[values.length / 2];
    }
}
