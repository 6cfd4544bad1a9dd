package io.chronofabric.operators.deadline;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.time.LogicalTime;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class EarliestDeadlineFirstTest {
    private static final long SEED = seed();
    private static final int CASES = 500;

    private record Job(int name, long arrival, long deadline, int node) {
        LogicalTime time() {
            return new LogicalTime(arrival, 0, node);
        }
    }

    private final List<String> said = new ArrayList<>();

    /** The schedule depends neither on the order of offers nor on how often it is decided. */
    @Test
    void everyRunGivesTheScheduleOfASearchThroughAll() {
        Random random = new Random(SEED);
        int missed = 0;
        for (int run = 0; run < CASES; run++) {
            long service = 1 + random.nextInt(30);
            List<Job> jobs = jobs(random, 1 + random.nextInt(30), 400, 200);
            List<String> expected = search(jobs, 0, service);
            missed += (int) expected.stream().filter(line -> line.contains("late")).count();
            List<String> actual = new ArrayList<>();
            EarliestDeadlineFirst<Integer> schedule = schedule(service, 1_000, 1_000);
            Backlog<Integer> backlog = new Backlog<>();
            List<Job> left = new ArrayList<>(jobs);
            left.sort(Comparator.comparingLong(job -> job.arrival() + random.nextInt(60)));
            while (!left.isEmpty()) {
                offer(schedule, backlog, left.remove(0), actual);
                if (random.nextInt(3) == 0) {
                    long settled = left.stream().mapToLong(Job::arrival).min().orElse(1_000) - 1;
                    schedule.advance(backlog, settled - random.nextInt(5), into(actual));
                    assertThat(backlog.size()).isEqualTo(backlog.all.size());
                }
            }
            schedule.advance(backlog, Long.MAX_VALUE, into(actual));
            assertThat(releases(actual)).as("-Dseed=%d", SEED).isEqualTo(releases(expected));
            assertThat(actual).as("-Dseed=%d", SEED).containsExactlyInAnyOrderElementsOf(expected);
            assertThat(backlog.bytes()).isZero();
            assertThat(backlog.isForgettable()).isTrue();
        }
        assertThat(missed).isGreaterThan(CASES / 5);
    }

    /** Unit jobs at whole units: where any order meets every deadline, this one does. */
    @Test
    void whereAnyOrderMeetsAllDeadlinesThisOneDoes() {
        Random random = new Random(SEED);
        int feasible = 0;
        int arrivalOrderFails = 0;
        for (int run = 0; run < 5 * CASES; run++) {
            List<Job> jobs = jobs(random, 1 + random.nextInt(6), 5, 5);
            if (!isFeasible(new ArrayList<>(jobs), 0, 0)) {
                continue;
            }
            feasible++;
            EarliestDeadlineFirst<Integer> schedule = schedule(1, 100, 100);
            Backlog<Integer> backlog = new Backlog<>();
            List<String> lines = new ArrayList<>();
            jobs.forEach(job -> offer(schedule, backlog, job, lines));
            schedule.advance(backlog, Long.MAX_VALUE, into(lines));
            assertThat(lines)
                    .as("%s, -Dseed=%d", jobs, SEED)
                    .hasSize(jobs.size())
                    .noneMatch(line -> line.contains("late"));
            List<Job> byArrival = new ArrayList<>(jobs);
            byArrival.sort(Comparator.comparingLong(Job::arrival));
            arrivalOrderFails += meetsAll(byArrival) ? 0 : 1;
        }
        assertThat(feasible).isGreaterThan(CASES / 2);
        assertThat(arrivalOrderFails).as("the naive order is caught").isPositive();
    }

    @Test
    void predictionsSayWhatASearchThroughAllSays() {
        Random random = new Random(SEED);
        int misses = 0;
        for (int run = 0; run < CASES; run++) {
            long service = 1 + random.nextInt(30);
            List<Job> jobs = jobs(random, 1 + random.nextInt(30), 200, 300);
            EarliestDeadlineFirst<Integer> schedule = schedule(service, 1_000, 1_000);
            Backlog<Integer> backlog = new Backlog<>();
            List<String> lines = new ArrayList<>();
            jobs.forEach(job -> offer(schedule, backlog, job, lines));
            schedule.advance(backlog, random.nextInt(100), into(lines));
            MissPrediction prediction = schedule.predict(backlog);
            List<Job> waiting =
                    backlog.all.stream()
                            .map(t -> new Job(t.event(), t.arrivalNanos(), t.deadlineNanos(), 0))
                            .toList();
            List<String> expected = search(waiting, backlog.freeNanos, service);
            long[] late =
                    expected.stream()
                            .filter(line -> line.contains("late"))
                            .mapToLong(line -> Long.parseLong(line.split(" ")[2]))
                            .toArray();
            long worst = 0;
            for (long l : late) {
                worst = Math.max(worst, l);
            }
            assertThat(prediction)
                    .as("-Dseed=%d", SEED)
                    .isEqualTo(new MissPrediction(waiting.size(), late.length, worst));
            misses += late.length;
        }
        assertThat(misses).isGreaterThan(CASES / 5);
    }

    @Test
    void withinAMillisecondOrderIsExactAndTiesGoByTime() {
        EarliestDeadlineFirst<Integer> schedule = schedule(10, 100, 100);
        Backlog<Integer> backlog = new Backlog<>();
        offer(schedule, backlog, new Job(1, 5, 900_002, 3), said);
        offer(schedule, backlog, new Job(2, 5, 900_002, 1), said);
        offer(schedule, backlog, new Job(3, 5, 900_001, 9), said);
        offer(schedule, backlog, new Job(4, 5, 900_002, 1), said);
        assertThat(schedule.nextNanos(backlog)).isEqualTo(5);
        schedule.advance(backlog, 999_999, into(said));
        assertThat(said).containsExactly("3 at 5", "2 at 15", "4 at 25", "1 at 35");
        assertThat(schedule.nextNanos(backlog)).isEqualTo(Long.MAX_VALUE);
    }

    @Test
    void aDeadlineIsMetToTheNanosecondAndAMissIsToldAsSoonAsItIsSure() {
        EarliestDeadlineFirst<Integer> schedule = schedule(10, 100, 100);
        Backlog<Integer> backlog = new Backlog<>();
        offer(schedule, backlog, new Job(1, 0, 0, 0), said);
        offer(schedule, backlog, new Job(2, 0, 10, 0), said);
        schedule.advance(backlog, 0, into(said));
        offer(schedule, backlog, new Job(3, 3, 9, 0), said);
        assertThat(said).containsExactly("1 at 0", "3 late 1");
        schedule.advance(backlog, 10, into(said));
        assertThat(said).containsExactly("1 at 0", "3 late 1", "2 at 10");
        assertThat(backlog.isForgettable()).isFalse();
        assertThat(schedule.nextNanos(backlog)).isEqualTo(20);
        schedule.advance(backlog, 20, into(said));
        assertThat(backlog.isForgettable()).isTrue();
    }

    @Test
    void whatComesAfterItsTimeIsSettledCountsAsComingNow() {
        EarliestDeadlineFirst<Integer> schedule = schedule(10, 100, 100);
        Backlog<Integer> backlog = new Backlog<>();
        schedule.advance(backlog, 99, into(said));
        offer(schedule, backlog, new Job(1, 20, 150, 0), said);
        offer(schedule, backlog, new Job(2, 20, 60, 0), said);
        schedule.advance(backlog, 200, into(said));
        assertThat(said).containsExactly("2 late 40", "1 at 100");
    }

    @Test
    void atTheBoundTheNewestLeavesOrTheOneWithTheLatestDeadline() {
        EarliestDeadlineFirst<Integer> newest = schedule(10, 2, 100);
        Backlog<Integer> first = new Backlog<>();
        for (int name = 1; name <= 3; name++) {
            offer(newest, first, new Job(name, 5, 100 - name, 0), said);
        }
        assertThat(said).containsExactly("3 no room");
        said.clear();
        EarliestDeadlineFirst<Integer> latest =
                new EarliestDeadlineFirst<>(
                        new DeadlineSettings(
                                Duration.ofNanos(10),
                                10,
                                2,
                                DeadlineSettings.AtBound.LATEST_DEADLINE));
        Backlog<Integer> second = new Backlog<>();
        for (int name = 1; name <= 3; name++) {
            offer(latest, second, new Job(name, 5, 100 - name, 0), said);
        }
        offer(latest, second, new Job(4, 5, 200, 0), said);
        assertThat(said).containsExactly("1 no room", "4 no room");
        latest.offer(second, 5, new LogicalTime(5, 0, 0), 1, 3, into(said));
        assertThat(said).as("larger alone than the bound").endsWith("5 no room").hasSize(3);
        assertThat(second.bytes()).isEqualTo(2);
    }

    @Test
    void whatIsOutOfRangeIsRefused() {
        EarliestDeadlineFirst<Integer> schedule = schedule(10, 2, 100);
        LogicalTime time = new LogicalTime(1, 0, 0);
        assertThatThrownBy(() -> schedule.offer(new Backlog<>(), 1, time, -1, 1, into(said)))
                .hasMessageContaining("deadline: -1 ns");
        assertThatThrownBy(() -> schedule(0, 1, 1)).hasMessageContaining("service: PT0S");
        assertThatThrownBy(() -> schedule(1, 0, 1)).hasMessageContaining("waiting: 0 events");
        assertThatThrownBy(() -> new RecentPredictions(0)).hasMessageContaining("span: 0 ms");
    }

    @Test
    void recentPredictionsForgetWhatIsOld() {
        RecentPredictions recent = new RecentPredictions(1_000);
        assertThat(recent.share()).isZero();
        recent.add(500, new MissPrediction(10, 5, 2_000_000_000));
        recent.add(1_500, new MissPrediction(10, 0, 0));
        assertThat(recent.share()).isEqualTo(0.25);
        assertThat(recent.worstLateSeconds()).isEqualTo(2);
        recent.add(2_000, new MissPrediction(4, 1, 500_000_000));
        assertThat(recent.share()).isEqualTo(1.0 / 14);
        assertThat(recent.worstLateSeconds()).isEqualTo(0.5);
        recent.add(9_000, new MissPrediction(4, 0, 0));
        assertThat(recent.share()).isZero();
    }

    /** One server, by looking through all that is left again and again. */
    private static List<String> search(List<Job> jobs, long freeFrom, long service) {
        List<Job> left = new ArrayList<>(jobs);
        List<String> lines = new ArrayList<>();
        long free = freeFrom;
        while (!left.isEmpty()) {
            long start = Math.max(free, left.stream().mapToLong(Job::arrival).min().orElseThrow());
            Job best = null;
            for (Job job : List.copyOf(left)) {
                if (job.arrival() > start) {
                    continue;
                }
                if (job.deadline() < start) {
                    lines.add(job.name() + " late " + (start - job.deadline()));
                    left.remove(job);
                } else if (best == null
                        || job.deadline() < best.deadline()
                        || (job.deadline() == best.deadline()
                                && job.time().compareTo(best.time()) < 0)) {
                    best = job;
                }
            }
            if (best != null) {
                lines.add(best.name() + " at " + start);
                left.remove(best);
                free = start + service;
            }
        }
        return lines;
    }

    private static boolean isFeasible(List<Job> jobs, int from, long free) {
        if (from == jobs.size()) {
            return true;
        }
        for (int i = from; i < jobs.size(); i++) {
            Collections.swap(jobs, from, i);
            Job job = jobs.get(from);
            long start = Math.max(free, job.arrival());
            boolean meets = start <= job.deadline() && isFeasible(jobs, from + 1, start + 1);
            Collections.swap(jobs, from, i);
            if (meets) {
                return true;
            }
        }
        return false;
    }

    private static boolean meetsAll(List<Job> order) {
        long free = 0;
        for (Job job : order) {
            long start = Math.max(free, job.arrival());
            if (start > job.deadline()) {
                return false;
            }
            free = start + 1;
        }
        return true;
    }

    /** No two at the same time of the same node, so that ties are by time alone. */
    private static List<Job> jobs(Random random, int count, int over, int slack) {
        List<Job> jobs = new ArrayList<>();
        for (int name = 0; name < count; name++) {
            long arrival = random.nextInt(over);
            jobs.add(new Job(name, arrival, arrival + random.nextInt(slack), name));
        }
        return jobs;
    }

    private static List<String> releases(List<String> lines) {
        return lines.stream().filter(line -> line.contains(" at ")).toList();
    }

    private static void offer(
            EarliestDeadlineFirst<Integer> schedule,
            Backlog<Integer> backlog,
            Job job,
            List<String> lines) {
        schedule.offer(backlog, job.name(), job.time(), job.deadline(), 1, into(lines));
    }

    private static EarliestDeadlineFirst<Integer> schedule(long service, int most, long bytes) {
        return new EarliestDeadlineFirst<>(
                new DeadlineSettings(
                        Duration.ofNanos(service), most, bytes, DeadlineSettings.AtBound.NEWEST));
    }

    private static EarliestDeadlineFirst.Output<Integer> into(List<String> lines) {
        return new EarliestDeadlineFirst.Output<>() {
            @Override
            public void released(Integer event, long nanos) {
                lines.add(event + " at " + nanos);
            }

            @Override
            public void missed(DeadlineMiss<Integer> miss) {
                lines.add(
                        miss.event()
                                + (miss.reason() == DeadlineMiss.Reason.NO_ROOM
                                        ? " no room"
                                        : " late " + miss.lateNanos()));
            }
        };
    }

    private static long seed() {
        String given = System.getProperty("seed", "");
        return given.isEmpty() ? new Random().nextLong() : Long.parseLong(given);
    }
}
