package io.chronofabric.jobs.doctor;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** TaskManagers that collect garbage instead of working, or that are about to run out of memory. */
final class WorkerMemory implements Symptom {
    private static final String CODE = "DOC507";
    private static final String SUBJECT = "memory";
    private static final double MUCH_GARBAGE = 300;
    private static final double SOME_GARBAGE = 100;
    private static final double FULL = 0.95;

    @Override
    public List<Finding> of(JobView job) {
        List<Finding> found = new ArrayList<>();
        job.second()
                .workers()
                .forEach(
                        (name, now) ->
                                look(
                                        name,
                                        job.first().workers().getOrDefault(name, now),
                                        now,
                                        found));
        return found.isEmpty()
                ? List.of(
                        Finding.fine(
                                CODE, SUBJECT, job.second().workers().size() + " TaskManagers"))
                : found;
    }

    private static void look(
            String name, Map<String, Double> before, Map<String, Double> now, List<Finding> found) {
        String garbage = "Status.JVM.GarbageCollector.All.TimeMsPerSecond";
        double pause = Math.min(before.getOrDefault(garbage, 0.0), now.getOrDefault(garbage, 0.0));
        if (pause >= SOME_GARBAGE) {
            found.add(
                    new Finding(
                            pause >= MUCH_GARBAGE ? Standing.PROBLEM : Standing.WARNING,
                            CODE,
                            SUBJECT,
                            String.format(
                                    Locale.ROOT,
                                    "TaskManager %s collects garbage %.0f %% of the time",
                                    name,
                                    pause / 10),
                            "less than 10 %: meanwhile it does not answer",
                            "Raise taskmanager.memory.process.size, or keep the state on disk"
                                    + " (state.backend.type: rocksdb)."));
        }
        for (String part : List.of("Heap", "Metaspace")) {
            double most = now.getOrDefault("Status.JVM.Memory." + part + ".Max", -1.0);
            double used =
                    Math.min(
                            before.getOrDefault("Status.JVM.Memory." + part + ".Used", 0.0),
                            now.getOrDefault("Status.JVM.Memory." + part + ".Used", 0.0));
            if (most > 0 && used / most >= FULL) {
                found.add(
                        Finding.warning(
                                CODE,
                                SUBJECT,
                                String.format(
                                        Locale.ROOT,
                                        "TaskManager %s: %s is %.0f %% full",
                                        name,
                                        part.toLowerCase(Locale.ROOT),
                                        100 * used / most),
                                "room: an OutOfMemoryError ends the process",
                                part.equals("Heap")
                                        ? "Raise taskmanager.memory.process.size, or keep the state"
                                                + " on disk (state.backend.type: rocksdb)."
                                        : "Raise taskmanager.memory.jvm-metaspace.size."));
            }
        }
    }
}
