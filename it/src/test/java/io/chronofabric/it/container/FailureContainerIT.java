package io.chronofabric.it.container;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.chronofabric.it.kafka.FinalVerdicts;
import io.chronofabric.it.kafka.Seeds;
import io.chronofabric.it.kafka.Workload;
import io.chronofabric.it.kafka.Workload.Moment;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.assertj.core.api.SoftAssertions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.containers.Network;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;
import org.testcontainers.lifecycle.Startables;

/**
 * Everything around two jobs breaks, at seeded moments, while events come at a steady pace; one of
 * them writes its verdicts exactly once, the other at once. In the end both have said what a third
 * says that nothing disturbed, and what {@link Workload} knows without the engine. With more faults
 * this is the campaign of {@code docs/failures.md}, which {@code bin/failures} starts.
 */
@ExtendWith(NeedsDocker.class)
@Testcontainers
final class FailureContainerIT {
    private static final String INPUT = "failures.signals";
    private static final int PARTITIONS = 4;

    /** Event time about each fault. It goes by ten times as fast as the clock. */
    private static final int SECONDS_OF_PART = 100;

    private static final Path REPORT = Checkout.file("it/target/failures");

    @Container private static final KafkaBroker BROKER = new KafkaBroker(Network.SHARED);

    private final Random random = new Random(Seeds.next());
    private final List<Fault> faults = faults();
    private final Workload load =
            Workload.seeded(Seeds.next())
                    .services(16)
                    .partitions(PARTITIONS)
                    .seconds(faults.size() * SECONDS_OF_PART)
                    .revisions(2)
                    .make();
    private final FailureLane exact = lane("exactly-once", "exactly-once");
    private final FailureLane fast = lane("at-least-once", "at-least-once");
    private final FailureLane undisturbed = lane("undisturbed", "exactly-once");
    private final FailureLog log =
            new FailureLog(
                    List.of(exact.name(), fast.name()),
                    faults.size(),
                    faults.size() * SECONDS_OF_PART);

    /** So many kills of TaskManagers, so many of each other fault, in a seeded order. */
    private List<Fault> faults() {
        List<Fault> all = new ArrayList<>();
        for (Fault fault : Fault.values()) {
            int number =
                    fault == Fault.TASK_MANAGER_KILLED
                            ? Integer.getInteger("failures.kills", 3)
                            : Integer.getInteger("failures.others", 1);
            all.addAll(Collections.nCopies(number, fault));
        }
        Collections.shuffle(all, random);
        return all;
    }

    private static FailureLane lane(String name, String delivery) {
        return new FailureLane(name, delivery, INPUT, BROKER);
    }

    @AfterEach
    void closeNetworks() {
        List.of(exact, fast, undisturbed).forEach(FailureLane::closeNetwork);
    }

    @Test
    void whateverBreaksTheFinalVerdictsAreThoseOfAnUndisturbedRun() throws Exception {
        // Skips where there is no job jar.
        JobImage.image();
        tell("%s: %s", seed(), faults);
        BROKER.clients()
                .createTopic(INPUT, PARTITIONS, Map.of("message.timestamp.type", "LogAppendTime"));
        breakEverything();
        List<ConsumerRecord<byte[], byte[]>> undisturbedRecords = runUndisturbed();
        List<ConsumerRecord<byte[], byte[]>> exactRecords = exact.committed();
        List<ConsumerRecord<byte[], byte[]>> fastRecords = fast.committed();
        FinalVerdicts sure = FinalVerdicts.of(undisturbedRecords);
        FinalVerdicts once = FinalVerdicts.of(exactRecords);
        FinalVerdicts often = FinalVerdicts.of(fastRecords);
        List<ConsumerRecord<byte[], byte[]>> input = BROKER.clients().readUncommitted(INPUT);
        int inTopic = input.size() - PARTITIONS;
        String totals = totals(input, sure, once, often);
        tell("%s", totals);
        Files.writeString(REPORT.resolve("result.md"), log.table() + '\n' + totals);

        SoftAssertions.assertSoftly(
                softly -> {
                    Map<Moment, Double> wanted = load.answers();
                    softly.assertThat(log.differences(wanted, undisturbedRecords))
                            .as("undisturbed, %s", seed())
                            .isEmpty();
                    softly.assertThat(log.differences(wanted, exactRecords))
                            .as("exactly once, %s", seed())
                            .isEmpty();
                    softly.assertThat(log.differences(wanted, fastRecords))
                            .as("at least once, %s", seed())
                            .isEmpty();
                    softly.assertThat(once.lastWords().equals(sure.lastWords()))
                            .as("exactly once as undisturbed")
                            .isTrue();
                    softly.assertThat(often.lastWords().equals(sure.lastWords()))
                            .as("at least once as undisturbed")
                            .isTrue();
                    softly.assertThat(once.highestCorrections().equals(wanted))
                            .as("exactly once, by the highest correction")
                            .isTrue();
                    softly.assertThat(once.repeated()).as("ids there twice").isEmpty();
                    softly.assertThat(sure.repeated()).as("undisturbed, twice").isEmpty();
                    for (FailureLane lane : List.of(exact, fast, undisturbed)) {
                        softly.assertThat(lost(input, lane.letters()))
                                .as("events that %s has only dead letters of", lane.name())
                                .isEmpty();
                    }
                    if (faults.contains(Fault.PRODUCER_RETRIES)) {
                        softly.assertThat(inTopic)
                                .as("records, some of which the producer sent again")
                                .isGreaterThan(load.size());
                    }
                });
    }

    private void breakEverything() throws Exception {
        List<FailureLane> lanes = List.of(exact, fast);
        try (exact;
                fast) {
            Startables.deepStart(lanes).join();
            try {
                new FailureRun(BROKER, lanes, load, faults, random).run(INPUT, log);
                BROKER.clients().produce(load.ticks(INPUT));
                lanes.forEach(lane -> lane.awaitLastWords(load.answers()));
                // What was not yet committed then may be there twice.
                lanes.forEach(FailureLane::awaitNextCheckpoints);
            } finally {
                tell("%s", log.table());
                FailureRun.keepLogs(lanes, REPORT);
            }
        }
    }

    private List<ConsumerRecord<byte[], byte[]>> runUndisturbed() throws IOException {
        try (undisturbed) {
            undisturbed.start();
            try {
                undisturbed.awaitLastWords(load.answers());
                return undisturbed.committed();
            } finally {
                FailureRun.keepLogs(List.of(undisturbed), REPORT);
            }
        }
    }

    /**
     * The events of which every copy became a dead letter. A copy can: what a stalled broker takes
     * from a connection that the producer has given up comes after what was sent again.
     */
    private static Set<String> lost(
            List<ConsumerRecord<byte[], byte[]>> input, Set<String> letters) {
        Set<String> events = new TreeSet<>();
        Set<String> taken = new TreeSet<>();
        for (ConsumerRecord<byte[], byte[]> found : input) {
            Header hlc = found.headers().lastHeader("chronofabric-hlc");
            String event =
                    new String(found.value(), UTF_8)
                            + (hlc == null ? "" : new String(hlc.value(), UTF_8));
            events.add(event);
            if (!letters.contains(INPUT + '/' + found.partition() + '/' + found.offset())) {
                taken.add(event);
            }
        }
        events.removeAll(taken);
        return events;
    }

    /** Made for {@code docs/failures.md}. */
    private String totals(
            List<ConsumerRecord<byte[], byte[]>> input,
            FinalVerdicts sure,
            FinalVerdicts once,
            FinalVerdicts often) {
        StringBuilder totals = new StringBuilder("| in all | |\n|---|---:|\n");
        total(totals, "records sent", load.size());
        total(totals, "of them saying again what another says", load.duplicates());
        total(
                totals,
                "records more in the topic, sent again by the producer",
                input.size() - PARTITIONS - load.size());
        total(totals, "moments judged", load.answers().size());
        for (Map.Entry<FailureLane, FinalVerdicts> said :
                List.of(
                        Map.entry(undisturbed, sure),
                        Map.entry(exact, once),
                        Map.entry(fast, often))) {
            String lane = said.getKey().name();
            FinalVerdicts verdicts = said.getValue();
            total(totals, lane + ": verdicts", verdicts.records());
            total(totals, lane + ": of them corrections", verdicts.corrections());
            total(totals, lane + ": ids there more than once", verdicts.repeated().size());
            Set<String> letters = said.getKey().letters();
            total(totals, lane + ": dead letters", letters.size());
            total(totals, lane + ": events lost to them", lost(input, letters).size());
            total(
                    totals,
                    lane + ": moments whose last word is not the right one",
                    log.differences(load.answers(), said.getKey().committed()).size());
        }
        return totals.toString();
    }

    private static void total(StringBuilder totals, String what, long number) {
        totals.append(String.format(Locale.ROOT, "| %s | %,d |%n", what, number));
    }

    private static void tell(String format, Object... parts) {
        System.out.printf(Locale.ROOT, format + "%n", parts);
    }

    private String seed() {
        return "-Dseed=" + Seeds.next();
    }
}
