package io.chronofabric.it.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * Good events of some services, and what two rules have to say about them in the end, worked out
 * here in a few lines without anything of the engine.
 *
 * <p>Each service sends one event for each second of event time, somewhere within it, so that an
 * instant formula gives one verdict for each event and rule. The events of a service come in one
 * partition, out of order by up to {@link #DISORDER_MILLIS}, far more than the job waits but less
 * than the rules' lateness; some come twice, as from a producer that retries, and some carry their
 * time in a header. With revisions, some seconds have further events, of which the latest by event
 * time counts: where they come after the answer, there are corrections.
 */
public final class Workload {
    /** The rules, as a document for {@code rules.files}. */
    public static final String RULES =
            """
            apiVersion: egc/v1
            kind: Rule
            metadata: {id: latency}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {lat: lat}
              sampling: {period: 1s, tolerance: 0%, fill: none}
              lateness: 20s
              report: every
              emit: [verdict, correction]
              formula: "lat <= 250"
            ---
            apiVersion: egc/v1
            kind: Rule
            metadata: {id: load}
            spec:
              appliesTo: {entity: "svc-*"}
              signals: {load: load}
              sampling: {period: 1s, tolerance: 0%, fill: none}
              lateness: 20s
              report: every
              emit: [verdict, correction]
              formula: "load < 0.75"
            """;

    /** Rules in {@link #RULES}. */
    public static final int RULE_COUNT = 2;

    /** How far an event may come after another that is later by event time. */
    static final long DISORDER_MILLIS = 3_000;

    /** Second 0 of the load, in the past of every broker's clock. */
    public static final long BASE_SECOND = 1_700_000_000L;

    private static final int NODE = 7;
    private static final long NANOS_PER_MILLI = 1_000_000L;

    /**
     * What a rule is asked.
     *
     * @param rule the rule's id
     * @param entity the service
     * @param timeMillis the moment, in milliseconds since the epoch
     */
    public record Moment(String rule, String entity, long timeMillis) {}

    /** An event on its way. */
    private record Event(
            int service,
            int second,
            long nanos,
            long logical,
            double latency,
            double load,
            boolean timeInHeader,
            long arrivalNanos) {
        String entity() {
            return "svc-" + service;
        }

        Event again(long later) {
            return new Event(
                    service,
                    second,
                    nanos,
                    logical,
                    latency,
                    load,
                    timeInHeader,
                    arrivalNanos + later);
        }
    }

    private final int partitions;
    private final int seconds;
    private final int distinct;
    private final List<Event> arrivals;
    private final Map<Moment, Double> answers = new HashMap<>();

    private Workload(int partitions, int seconds, int distinct, List<Event> arrivals) {
        this.partitions = partitions;
        this.seconds = seconds;
        this.distinct = distinct;
        this.arrivals = arrivals;
        Map<Moment, Event> latest = new HashMap<>();
        for (Event event : arrivals) {
            long moment = (BASE_SECOND + event.second + 1) * 1000;
            latest.merge(
                    new Moment("latency", event.entity(), moment),
                    event,
                    (a, b) -> a.nanos >= b.nanos ? a : b);
        }
        latest.forEach(
                (moment, event) -> {
                    answers.put(moment, 250 - event.latency);
                    answers.put(
                            new Moment("load", moment.entity, moment.timeMillis),
                            0.75 - event.load);
                });
    }

    /** What makes a load; {@code Workload.seeded(1).services(10).make()}. */
    public static final class Recipe {
        private final Random random;
        private int services = 20;
        private int partitions = 4;
        private int seconds = 30;
        private double duplicates = 0.05;
        private int revisions;

        private Recipe(long seed) {
            this.random = new Random(seed);
        }

        public Recipe services(int number) {
            services = number;
            return this;
        }

        public Recipe partitions(int number) {
            partitions = number;
            return this;
        }

        public Recipe seconds(int number) {
            seconds = number;
            return this;
        }

        /** Share of events that come a second time. */
        public Recipe duplicates(double share) {
            duplicates = share;
            return this;
        }

        /** Up to so many further events for one second of a service. */
        public Recipe revisions(int most) {
            revisions = most;
            return this;
        }

        public Workload make() {
            List<Event> arrivals = new ArrayList<>();
            int distinct = 0;
            for (int second = 0; second < seconds; second++) {
                for (int service = 0; service < services; service++) {
                    int events = 1 + (revisions == 0 ? 0 : random.nextInt(revisions + 1));
                    for (int i = 0; i < events; i++) {
                        Event event = event(service, second, i, events);
                        arrivals.add(event);
                        distinct++;
                        if (random.nextDouble() < duplicates) {
                            arrivals.add(event.again(delay()));
                        }
                    }
                }
            }
            arrivals.sort(Comparator.comparingLong(Event::arrivalNanos));
            return new Workload(partitions, seconds, distinct, arrivals);
        }

        /** Events of one second follow each other in their own slices of it. */
        private Event event(int service, int second, int number, int of) {
            long slice = 998_000_000L / of;
            long offset = 1_000_000L + number * slice + (long) (random.nextDouble() * slice);
            long nanos = (BASE_SECOND + second) * 1_000_000_000L + offset;
            return new Event(
                    service,
                    second,
                    nanos,
                    random.nextInt(3),
                    random.nextInt(4_000) / 8.0,
                    random.nextInt(64) / 64.0,
                    random.nextInt(5) == 0,
                    nanos + delay());
        }

        private long delay() {
            return (long) (random.nextDouble() * DISORDER_MILLIS * NANOS_PER_MILLI);
        }
    }

    /** A load that is the same for the same seed. */
    public static Recipe seeded(long seed) {
        return new Recipe(seed);
    }

    /** Writes the rules to a folder and gives the file's path. */
    static String rulesIn(Path folder) {
        try {
            return Files.writeString(folder.resolve("workload-rules.yaml"), RULES).toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All records in order of arrival, the services spread over the partitions. */
    List<ProducerRecord<byte[], byte[]>> records(String topic) {
        return records(topic, 0, 1);
    }

    /**
     * A part of the records: those of a span of event time, so that the parts can be fed one after
     * the other without making events too late.
     *
     * @param part 0 is the first
     * @param of number of parts
     */
    public List<ProducerRecord<byte[], byte[]>> records(String topic, int part, int of) {
        return arrivals.stream()
                .filter(event -> (long) event.second * of / seconds == part)
                .map(event -> encode(event, topic))
                .toList();
    }

    /**
     * One event for each partition, of an entity that no rule governs, a minute after all others:
     * the watermark passes them without an end of the input.
     */
    public List<ProducerRecord<byte[], byte[]>> ticks(String topic) {
        List<ProducerRecord<byte[], byte[]>> ticks = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            long millis = (BASE_SECOND + seconds + 60) * 1000;
            String value =
                    "{\"physicalNanos\":\""
                            + millis * NANOS_PER_MILLI
                            + "\",\"entity\":\"tick-"
                            + partition
                            + "\",\"fields\":{\"x\":1}}";
            ticks.add(new ProducerRecord<>(topic, partition, millis, null, value.getBytes(UTF_8)));
        }
        return ticks;
    }

    /** Distinct events, those that must be judged. */
    public int distinct() {
        return distinct;
    }

    /** Records, duplicates and all. */
    public int size() {
        return arrivals.size();
    }

    /** Records that say again what another has said. */
    public int duplicates() {
        return size() - distinct;
    }

    /** The robustness that each rule has to give in the end, for each moment with an event. */
    public Map<Moment, Double> answers() {
        return answers;
    }

    private ProducerRecord<byte[], byte[]> encode(Event event, String topic) {
        String identity =
                event.timeInHeader
                        ? ""
                        : String.format(
                                Locale.ROOT,
                                "\"physicalNanos\":\"%d\",\"logical\":%d,\"node\":%d,",
                                event.nanos,
                                event.logical,
                                NODE);
        String value =
                String.format(
                        Locale.ROOT,
                        "{%s\"entity\":\"%s\",\"fields\":{\"lat\":%s,\"load\":%s}}",
                        identity,
                        event.entity(),
                        event.latency,
                        event.load);
        ProducerRecord<byte[], byte[]> made =
                new ProducerRecord<>(
                        topic,
                        event.service % partitions,
                        event.nanos / NANOS_PER_MILLI,
                        event.entity().getBytes(UTF_8),
                        value.getBytes(UTF_8));
        if (event.timeInHeader) {
            String hlc =
                    String.format(Locale.ROOT, "%016x%012x%04x", event.nanos, event.logical, NODE);
            made.headers().add("chronofabric-hlc", hlc.getBytes(UTF_8));
        }
        return made;
    }
}
