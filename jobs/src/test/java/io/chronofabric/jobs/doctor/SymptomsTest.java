package io.chronofabric.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Figures of a job, and what is said of them; real jobs are in the pipeline tests. */
class SymptomsTest {
    private static final String GARBAGE = "Status.JVM.GarbageCollector.All.TimeMsPerSecond";
    private static final String LETTERS = "govern.chronofabric.governance_dead_letters_total";
    private static final String EVENTS = "govern.chronofabric.governance_events_total";

    private final Map<String, double[]> before = new HashMap<>();
    private final Map<String, double[]> now = new HashMap<>();
    private final Map<String, Double> worker = new HashMap<>();
    private String state = "RUNNING";
    private double restarts;
    private String checkpoints =
            """
            {"counts":{"completed":9,"failed":1},
             "latest":{"completed":{"id":10,"end_to_end_duration":20,"latest_ack_timestamp":3590000},
                       "failed":null},
             "history":[]}
            """;

    @Test
    void aJobInOrderHasNoSymptoms() {
        counters("numRecordsOut", 1_000, 2_000);
        for (Symptom symptom :
                List.of(
                        new Restarts(),
                        new BackPressure(),
                        new SilentSources(),
                        new Skew(),
                        new CheckpointHealth(),
                        new WorkerMemory(),
                        new StateBudget(),
                        new Latency(),
                        new Losses())) {
            assertThat(symptom.of(job())).extracting(Finding::standing).containsOnly(Standing.FINE);
        }
    }

    @Test
    void deadLettersAreTheWorseTheMoreTheyAre() {
        counters(EVENTS, 0, 100_000);
        counters(LETTERS, 5, 5);
        assertThat(first(new Losses()).standing()).isEqualTo(Standing.FINE);
        counters(LETTERS, 5, 15);
        assertThat(first(new Losses()).standing()).isEqualTo(Standing.WARNING);
        counters(LETTERS, 5, 5_000);
        assertThat(first(new Losses()).standing()).isEqualTo(Standing.PROBLEM);
        assertThat(first(new Losses()).fix()).contains("dead-letters list --summary");
    }

    @Test
    void aCounterThatARestartBeganAnewIsNoDecrease() {
        counters(LETTERS, 1_000, 3);
        assertThat(first(new Losses()).found()).startsWith("6 in the meantime");
    }

    @Test
    void violationsOfCausalityAreFound() {
        counters("source.chronofabric_causality_violations_total", 0, 1);
        assertThat(new Losses().of(job()).get(1).standing()).isEqualTo(Standing.PROBLEM);
    }

    @Test
    void eventsThatCameTooLateAreWarnedOf() {
        counters("govern.chronofabric.governance_late_total", 0, 1);
        assertThat(new Losses().of(job()).get(1).standing()).isEqualTo(Standing.WARNING);
    }

    @Test
    void garbageIsFound() {
        worker.put(GARBAGE, 99.0);
        assertThat(first(new WorkerMemory()).standing()).isEqualTo(Standing.FINE);
        worker.put(GARBAGE, 150.0);
        assertThat(first(new WorkerMemory()).standing()).isEqualTo(Standing.WARNING);
        worker.put(GARBAGE, 400.0);
        assertThat(first(new WorkerMemory()).standing()).isEqualTo(Standing.PROBLEM);
    }

    @Test
    void aFullHeapIsWarnedOf() {
        worker.put("Status.JVM.Memory.Heap.Used", 97.0);
        worker.put("Status.JVM.Memory.Heap.Max", 100.0);
        assertThat(first(new WorkerMemory()).found()).contains("heap is 97 % full");
    }

    @Test
    void aStateNearItsBudgetIsWarnedOfBeforeEntitiesAreRefused() {
        String operator = "govern.chronofabric";
        now.put(operator + StateBudget.BYTES, new double[] {700, 790});
        now.put(operator + StateBudget.BUDGET, new double[] {1_000, 1_000});
        assertThat(first(new StateBudget()).standing()).isEqualTo(Standing.FINE);
        now.put(operator + StateBudget.BYTES, new double[] {700, 810});
        assertThat(first(new StateBudget()).standing()).isEqualTo(Standing.WARNING);
        assertThat(first(new StateBudget()).found())
                .isEqualTo("subtask 1 of signals keeps 810 bytes, 81 % of its budget");
        now.put(operator + StateBudget.BYTES, new double[] {1_001, 700});
        assertThat(first(new StateBudget()).standing()).isEqualTo(Standing.PROBLEM);
        double none = Double.POSITIVE_INFINITY;
        now.put(operator + StateBudget.BUDGET, new double[] {none, none});
        assertThat(first(new StateBudget()).found()).isEqualTo("1701 bytes kept, without a budget");
    }

    @Test
    void topicsThatFillUpAreFound() {
        counters("Source__signals.pendingRecords", 5_000, 4_000);
        assertThat(first(new Latency()).standing()).isEqualTo(Standing.FINE);
        counters("Source__signals.pendingRecords", 5_000, 9_000);
        assertThat(first(new Latency()).found()).startsWith("18000 records wait");
    }

    @Test
    void aSilentGovernorIsFound() {
        counters("govern.chronofabric.governance_governor_silent", 0, 1);
        assertThat(first(new Latency()).standing()).isEqualTo(Standing.PROBLEM);
    }

    @Test
    void finalAnswersFarBehindAreWarnedOf() {
        counters("govern.chronofabric.governance_watermark_lag_seconds", 0, 31);
        assertThat(first(new Latency()).standing()).isEqualTo(Standing.WARNING);
    }

    @Test
    void aSubtaskThatReadsNothingWhileOthersDoIsNamed() {
        before.put("numRecordsOut", new double[] {5, 5});
        now.put("numRecordsOut", new double[] {50, 5});
        assertThat(first(new SilentSources()).found()).contains("by subtask 1 of 2");
        now.put("numRecordsOut", new double[] {5, 5});
        assertThat(first(new SilentSources()).found()).isEqualTo("nothing was read at all");
    }

    @Test
    void aSplitThatGivesNothingIsNamedThoughItsSubtaskReadsOthers() {
        before.put("numRecordsOut", new double[] {0, 0});
        now.put("numRecordsOut", new double[] {500, 500});
        split("plant-0", 0, 4_000);
        split("plant-1", 3_990, 10);
        assertThat(new SilentSources().of(job()))
                .extracting(Finding::found)
                .containsExactly("signals: nothing comes from split plant-1");
    }

    @Test
    void aSplitIsNotSilentForWhatItWasBefore() {
        before.put("numRecordsOut", new double[] {0, 0});
        now.put("numRecordsOut", new double[] {500, 500});
        split("plant-1", 0, 4_000);
        now.put("Source__signals.split.plant-1" + Vertex.SPLIT_IDLE, new double[] {950, 950});
        assertThat(first(new SilentSources()).standing()).isEqualTo(Standing.FINE);
    }

    @Test
    void ofSplitsThatAreAllSilentItIsSaidThatNothingWasRead() {
        split("plant-0", 4_000, 0);
        assertThat(new SilentSources().of(job()))
                .extracting(Finding::found)
                .containsExactly("nothing was read at all");
    }

    /** Subtask 0 has a split that was idle and active for so long between the samples. */
    private void split(String id, double idleMillis, double activeMillis) {
        String stem = "Source__signals.split." + id;
        now.put(stem + Vertex.SPLIT_WATERMARK, new double[] {1_000, Double.NaN});
        before.put(stem + Vertex.SPLIT_IDLE_MILLIS, new double[] {7_000, Double.NaN});
        now.put(stem + Vertex.SPLIT_IDLE_MILLIS, new double[] {7_000 + idleMillis, Double.NaN});
        before.put(stem + Vertex.SPLIT_ACTIVE_MILLIS, new double[] {9_000, Double.NaN});
        now.put(stem + Vertex.SPLIT_ACTIVE_MILLIS, new double[] {9_000 + activeMillis, Double.NaN});
    }

    @Test
    void skewIsAProblemOnlyWhereItLimits() {
        before.put("numRecordsOut", new double[] {0, 0});
        now.put("numRecordsOut", new double[] {740, 260});
        assertThat(first(new Skew()).standing()).isEqualTo(Standing.FINE);
        now.put("numRecordsOut", new double[] {900, 100});
        now.put(Vertex.BUSY, new double[] {300, 40});
        assertThat(first(new Skew()).standing()).isEqualTo(Standing.WARNING);
        now.put(Vertex.BUSY, new double[] {990, 40});
        assertThat(first(new Skew()).standing()).isEqualTo(Standing.PROBLEM);
        assertThat(first(new Skew()).found()).contains("subtask 0 of signals", "90 % of all");
    }

    @Test
    void whatWasAddedUpInTheMeantimeCountsNotFlinksRateOfTheLastMinute() {
        before.put("numRecordsOut", new double[] {0, 0});
        now.put("numRecordsOut", new double[] {900, 100});
        now.put(Vertex.BUSY, new double[] {990, 40});
        before.put(Vertex.BUSY_MILLIS, new double[] {10_000, 0});
        now.put(Vertex.BUSY_MILLIS, new double[] {10_100, 100});
        before.put(Vertex.IDLE_MILLIS, new double[] {0, 0});
        now.put(Vertex.IDLE_MILLIS, new double[] {900, 900});
        assertThat(first(new Skew()).standing()).isEqualTo(Standing.WARNING);
        assertThat(first(new Skew()).found()).contains("busy 10 %, the others 10 %");
    }

    @Test
    void theSlowestSplitHoldsTheWatermark() {
        counters("numRecordsOut", 0, 500);
        String split = "Source__signals.split.plant-%d.watermark.currentWatermark";
        before.put(split.formatted(0), new double[] {1_000, Double.NaN});
        now.put(split.formatted(0), new double[] {5_000, Double.NaN});
        before.put(split.formatted(1), new double[] {Double.NaN, 500});
        now.put(split.formatted(1), new double[] {Double.NaN, 500});
        double[] still = {500, 500};
        assertThat(watermark(still, still))
                .startsWith(
                        "it stands still at 1970-01-01T00:00:00.500Z, held by split plant-1 in"
                                + " subtask 1 of signals, 4.5 s behind split plant-0");
        now.put(split.formatted(1), new double[] {Double.NaN, 600});
        assertThat(watermark(still, new double[] {600, 600})).startsWith("at 1970");
        now.put(split.formatted(0), new double[] {50_000, Double.NaN});
        assertThat(watermark(still, new double[] {600, 600}))
                .startsWith("split plant-1 in subtask 1 of signals is 49.4 s behind");
        String idle = "Source__signals.split.plant-1.watermark.idleTimeMsPerSecond";
        now.put(idle, new double[] {Double.NaN, 1_000});
        assertThat(watermark(still, new double[] {600, 600})).startsWith("at 1970");
    }

    @Test
    void whereFlinkDoesNotTellOfSplitsTheSubtaskIsNamed() {
        counters("numRecordsOut", 0, 500);
        double never = Long.MIN_VALUE;
        for (int i = 0; i < 2; i++) {
            String split = "Source__signals.split." + i + ".watermark.currentWatermark";
            before.put(split, new double[] {Double.NaN, never});
            now.put(split, new double[] {Double.NaN, never});
        }
        before.put("Source__signals.currentOutputWatermark", new double[] {700, 500});
        now.put("Source__signals.currentOutputWatermark", new double[] {900, 500});
        assertThat(watermark(new double[] {500, 500}, new double[] {500, 500}))
                .contains(
                        "held by one of the splits 0, 1 in subtask 1 of signals, 0.4 s behind"
                                + " subtask 0 of signals");
    }

    private String watermark(double[] then, double[] later) {
        return new Watermarks()
                .of(new JobView(behind(sample(before), then), behind(sample(now), later)))
                .get(0)
                .found();
    }

    private static JobSample behind(JobSample sample, double[] watermarks) {
        List<Vertex> both =
                List.of(
                        sample.vertices().get(0),
                        new Vertex(
                                "b",
                                "govern",
                                2,
                                List.of("a"),
                                Map.of(Vertex.INPUT_WATERMARK, watermarks)));
        return new JobSample(
                sample.state(),
                sample.runningMillis(),
                sample.nowMillis(),
                both,
                sample.job(),
                sample.checkpoints(),
                sample.checkpointConfig(),
                sample.workers(),
                sample.lastFailure());
    }

    @Test
    void checkpointsThatAreOffOrOverdueOrSlowAreFound() {
        checkpoints = checkpoints.replace("3590000", "3000000");
        assertThat(first(new CheckpointHealth()).found()).startsWith("none completed for 600 s");
        checkpoints =
                checkpoints
                        .replace("3000000", "3590000")
                        .replace("\"end_to_end_duration\":20", "\"end_to_end_duration\":70000");
        assertThat(first(new CheckpointHealth()).standing()).isEqualTo(Standing.PROBLEM);
        checkpoints = checkpoints.replace(":70000", ":15000");
        assertThat(first(new CheckpointHealth()).standing()).isEqualTo(Standing.WARNING);
        checkpoints = "null";
        assertThat(first(new CheckpointHealth()).found()).isEqualTo("off");
    }

    @Test
    void aStateThatGrowsWithEachCheckpointIsWarnedOf() {
        StringBuilder history = new StringBuilder();
        for (int size = 200; size > 100; size -= 20) {
            history.append(history.length() == 0 ? "" : ",")
                    .append("{\"status\":\"COMPLETED\",\"is_savepoint\":false,\"state_size\":")
                    .append((long) size << 20)
                    .append('}');
        }
        checkpoints = checkpoints.replace("\"history\":[]", "\"history\":[" + history + "]");
        assertThat(first(new CheckpointHealth()).found())
                .isEqualTo("the state grew from 120 MiB to 200 MiB in 5 checkpoints");
    }

    @Test
    void aJobThatDoesNotRunIsFound() {
        state = "RESTARTING";
        assertThat(first(new Restarts()).found()).contains("RESTARTING", "last: a failure");
        state = "RUNNING";
        restarts = 4;
        assertThat(first(new Restarts()).standing()).isEqualTo(Standing.WARNING);
    }

    private Finding first(Symptom symptom) {
        return symptom.of(job()).get(0);
    }

    private void counters(String name, double then, double later) {
        before.put(name, new double[] {then, then});
        now.put(name, new double[] {later, later});
    }

    private JobView job() {
        return new JobView(sample(before), sample(now));
    }

    private JobSample sample(Map<String, double[]> metrics) {
        return new JobSample(
                state,
                3_600_000,
                3_600_000,
                List.of(new Vertex("a", "signals", 2, List.of(), Map.copyOf(metrics))),
                Map.of("numRestarts", restarts),
                Answer.of(checkpoints),
                Answer.of("{\"interval\":10000,\"timeout\":120000}"),
                Map.of("tm-1", Map.copyOf(worker)),
                "a failure");
    }
}
