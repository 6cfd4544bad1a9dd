package io.chronofabric.jobs.doctor;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.OptionalDouble;

/** Event time that stands still, or that one split holds behind all others. */
final class Watermarks implements Symptom {
    private static final String CODE = "DOC503";
    private static final String SUBJECT = "watermark";
    private static final String OF_SUBTASK = ".currentOutputWatermark";
    private static final double FAR_MILLIS = 30_000;
    private static final double ENDED = Long.MAX_VALUE;

    @Override
    public List<Finding> of(JobView job) {
        List<Reader> readers = readers(job);
        List<Reader> alive = readers.stream().filter(reader -> !reader.idle()).toList();
        double[] read =
                job.second().sources().stream()
                        .flatMapToDouble(source -> Arrays.stream(job.records(source)))
                        .toArray();
        if (Arrays.stream(read).sum() == 0 || alive.isEmpty()) {
            return List.of(
                    Finding.notChecked(
                            CODE, SUBJECT, "nothing was read in the meantime", "See sources."));
        }
        OptionalDouble before = lowest(job.first());
        OptionalDouble now = lowest(job.second());
        Reader holder = alive.stream().min(Comparator.comparingDouble(Reader::now)).orElseThrow();
        Reader ahead = alive.stream().max(Comparator.comparingDouble(Reader::now)).orElseThrow();
        double behind = ahead.now() - holder.now();
        String fix =
                "See what is sent there: a producer whose clock is behind, a unit that is not"
                        + " milliseconds, or nothing usable. A silent one counts as idle after"
                        + " kafka.idle-after.";
        boolean still =
                before.isPresent()
                        && now.isPresent()
                        && now.getAsDouble() <= before.getAsDouble()
                        && now.getAsDouble() < ENDED
                        && holder.now() <= holder.before();
        if (still) {
            return List.of(
                    Finding.problem(
                            CODE,
                            SUBJECT,
                            "it stands still at "
                                    + moment(now.getAsDouble())
                                    + ", held by "
                                    + holder.name()
                                    + (holder.now() == Split.NEVER
                                            ? ", which has none yet"
                                            : behind > 0 && ahead.now() < ENDED
                                                    ? ", "
                                                            + duration(behind)
                                                            + " behind "
                                                            + ahead.name()
                                                    : ""),
                            "one that goes on: final verdicts wait for it, while events come in",
                            fix));
        }
        if (holder.now() > Split.NEVER && ahead.now() < ENDED && behind > FAR_MILLIS) {
            return List.of(
                    Finding.warning(
                            CODE,
                            SUBJECT,
                            holder.name() + " is " + duration(behind) + " behind " + ahead.name(),
                            "splits less than "
                                    + duration(FAR_MILLIS)
                                    + " apart: verdicts wait for the slowest, and what the others"
                                    + " read is kept until then",
                            fix));
        }
        return List.of(
                Finding.fine(
                        CODE,
                        SUBJECT,
                        now.isPresent() ? "at " + moment(now.getAsDouble()) : "it goes on"));
    }

    /** What the slowest task after the sources has come to. */
    private static OptionalDouble lowest(JobSample sample) {
        return sample.vertices().stream()
                .filter(vertex -> !vertex.isSource())
                .flatMapToDouble(vertex -> Arrays.stream(vertex.values(Vertex.INPUT_WATERMARK)))
                .filter(Double::isFinite)
                .min();
    }

    private static List<Reader> readers(JobView job) {
        List<Reader> readers = new ArrayList<>();
        for (Vertex source : job.second().sources()) {
            for (int i = 0; i < source.parallelism(); i++) {
                read(readers, job, source, i);
            }
        }
        return readers;
    }

    /**
     * A subtask's splits; the subtask as one where Flink does not keep account of each, which shows
     * by a subtask that has come further than a split of it.
     */
    private static void read(List<Reader> readers, JobView job, Vertex source, int subtask) {
        String name = "subtask " + subtask + " of " + source.name();
        double then = output(job.first().same(source).orElse(source), subtask);
        double now = output(source, subtask);
        List<String> unknown = new ArrayList<>();
        boolean allIdle = true;
        List<Split> splits = Split.of(job, source, subtask);
        for (Split split : splits) {
            if (split.now() <= Split.NEVER && now > Split.NEVER) {
                unknown.add(split.id());
                allIdle &= split.isIdle();
            } else {
                readers.add(
                        new Reader(
                                "split " + split.id() + " in " + name,
                                split.before(),
                                split.now(),
                                split.isIdle()));
            }
        }
        if (!unknown.isEmpty()) {
            readers.add(
                    new Reader(
                            (unknown.size() == 1 ? "split " : "one of the splits ")
                                    + Words.some(unknown)
                                    + " in "
                                    + name,
                            then,
                            now,
                            allIdle));
        } else if (splits.isEmpty() && !Double.isNaN(now)) {
            readers.add(new Reader(name, then, now, false));
        }
    }

    /** What a subtask of a source has come to; NaN where that is not told. */
    private static double output(Vertex source, int subtask) {
        return source.ending(OF_SUBTASK).values().stream()
                .filter(values -> subtask < values.length)
                .mapToDouble(values -> values[subtask])
                .filter(Double::isFinite)
                .max()
                .orElse(Double.NaN);
    }

    private static String moment(double millis) {
        return millis <= Split.NEVER
                ? "the beginning"
                : java.time.Instant.ofEpochMilli((long) millis).toString();
    }

    private static String duration(double millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1_000);
    }

    /**
     * A split, or where those are not told a subtask.
     *
     * @param name for people
     * @param before its watermark in the first sample
     * @param now and in the second
     * @param idle whether it counts as idle, so that it holds up nobody
     */
    private record Reader(String name, double before, double now, boolean idle) {}
}
