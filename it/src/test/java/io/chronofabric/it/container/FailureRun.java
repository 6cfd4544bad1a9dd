package io.chronofabric.it.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.awaitility.Awaitility.await;

import io.chronofabric.it.container.FailureLane.Again;
import io.chronofabric.it.kafka.Workload;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Sends a load, part by part, and in each part breaks something at a seeded moment. */
final class FailureRun {
    private static final int RECORDS_PER_SECOND = 350;

    private final KafkaBroker broker;
    private final List<FailureLane> lanes;
    private final Workload load;
    private final List<Fault> faults;
    private final Random random;

    /**
     * @param faults one for each part of the load
     * @param random makes the moments, and chooses who is broken
     */
    FailureRun(
            KafkaBroker broker,
            List<FailureLane> lanes,
            Workload load,
            List<Fault> faults,
            Random random) {
        this.broker = broker;
        this.lanes = lanes;
        this.load = load;
        this.faults = faults;
        this.random = random;
    }

    /**
     * Does it, and waits until the jobs run again and nothing is missing of what they need.
     *
     * @param log takes what was done, also where it ends early
     */
    void run(String input, FailureLog log) throws Exception {
        try (Feed feed = new Feed(broker.clients(), RECORDS_PER_SECOND)) {
            lanes.forEach(FailureLane::awaitWhole);
            log.begin();
            for (int part = 0; part < faults.size(); part++) {
                List<ProducerRecord<byte[], byte[]>> records =
                        load.records(input, part, faults.size());
                int moment = feed.sent() + records.size() / 10 + random.nextInt(records.size() / 2);
                feed.begin(records);
                feed.awaitSent(moment);
                log.begin(faults.get(part), feed.sent());
                log.end(disturb(faults.get(part)));
                feed.awaitAcknowledged();
                lanes.forEach(FailureLane::awaitWhole);
            }
        }
    }

    private List<Again> disturb(Fault fault) throws Exception {
        return switch (fault) {
            case TASK_MANAGER_KILLED -> {
                List<BreakableContainer> victims = victims();
                long broken = now();
                victims.forEach(BreakableContainer::kill);
                long after = now();
                victims.forEach(BreakableContainer::start);
                yield again(broken, after);
            }
            case JOB_MANAGER_KILLED -> {
                List<BreakableContainer> victims =
                        lanes.stream().map(FailureLane::jobManager).toList();
                long broken = now();
                victims.forEach(BreakableContainer::kill);
                victims.forEach(BreakableContainer::start);
                yield again(broken, now());
            }
            case BROKER_KILLED -> {
                long broken = now();
                broker.kill();
                broker.startAgain();
                yield again(broken, now());
            }
            case NETWORK_CUT -> {
                List<BreakableContainer> victims = victims();
                long broken = now();
                victims.forEach(BreakableContainer::disconnect);
                // So it lasts longer than the JobManagers take to give them up.
                List<Again> again = again(broken, now());
                victims.forEach(BreakableContainer::reconnect);
                yield again;
            }
            case PRODUCER_RETRIES -> {
                long broken = now();
                broker.pause();
                Duration stall = Feed.REQUEST_TIMEOUT.plusSeconds(1);
                await().pollDelay(stall).until(() -> true);
                broker.resume();
                yield again(broken, now());
            }
        };
    }

    private List<BreakableContainer> victims() throws IOException, InterruptedException {
        List<BreakableContainer> victims = new ArrayList<>();
        for (FailureLane lane : lanes) {
            victims.add(lane.victim(random));
        }
        return victims;
    }

    private List<Again> again(long broken, long after) {
        return lanes.stream().map(lane -> lane.awaitAgain(broken, after)).toList();
    }

    private static long now() {
        return System.currentTimeMillis();
    }

    /** Writes what the lanes' processes have logged, for whoever looks for a cause. */
    static void keepLogs(List<FailureLane> lanes, Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Map.Entry<String, String> log :
                lanes.stream().flatMap(lane -> lane.logs().entrySet().stream()).toList()) {
            Files.writeString(folder.resolve(log.getKey() + ".log"), log.getValue(), UTF_8);
        }
    }
}
