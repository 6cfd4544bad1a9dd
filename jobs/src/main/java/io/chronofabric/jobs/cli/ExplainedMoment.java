package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.stl.Explainer;
import io.chronofabric.clogic.egc.stl.Explanation;
import io.chronofabric.clogic.egc.stl.OfflineEvaluator;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.PlainText;
import io.chronofabric.state.codec.Explained;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Why a formula holds, or is broken, at one moment: at a given one, else at the first at which it
 * is broken, else at the last.
 */
final class ExplainedMoment implements TraceAnswer {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final PrintWriter out;
    private final Form form;
    private final OptionalLong wantedNanos;
    private final Optional<PictureFile> picture;

    ExplainedMoment(
            PrintWriter out, Form form, OptionalLong wantedNanos, Optional<PictureFile> picture) {
        this.out = out;
        this.form = form;
        this.wantedNanos = wantedNanos;
        this.picture = picture;
    }

    /** How it is printed. */
    enum Form {
        /** A line with the verdict. */
        VERDICT,
        /** The verdict, how it came about and what is enough to know it. */
        WHOLE,
        /** The same as an object. */
        JSON
    }

    @Override
    public boolean isOfOneEntity() {
        return picture.isPresent();
    }

    @Override
    public void say(Sampled sampled) {
        EvaluationCost.demandExplainable(
                sampled.formula(), sampled.context(), sampled.samples().length());
        Explanation why =
                Explainer.explain(
                        sampled.formula(),
                        sampled.context(),
                        sampled.samples().columns(),
                        sampled.samples().length(),
                        wantedNanos.isPresent()
                                ? sampleAt(sampled, wantedNanos.getAsLong())
                                : firstBroken(sampled));
        picture.ifPresent(file -> file.draw(sampled, why));
        Explained explained = explained(sampled, why);
        switch (form) {
            case VERDICT -> printVerdict(explained);
            case WHOLE -> {
                printVerdict(explained);
                printReasons(explained);
            }
            case JSON -> out.println(explained.toJson());
        }
    }

    private static int sampleAt(Sampled sampled, long nanos) {
        long period = sampled.context().periodNanos();
        int last = sampled.samples().length() - 1;
        long past = nanos - sampled.nanosOf(0);
        if (past >= 0 && past / period <= last && past % period == 0) {
            return (int) (past / period);
        }
        throw new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                "--at "
                        + instant(nanos / NANOS_PER_MILLI)
                        + ": no sample of "
                        + sampled.entity()
                        + " is there",
                "a multiple of the period from "
                        + instant(sampled.nanosOf(0) / NANOS_PER_MILLI)
                        + " to "
                        + instant(sampled.nanosOf(last) / NANOS_PER_MILLI),
                "Run it without --at, --explain and --plot to see the samples.");
    }

    private static int firstBroken(Sampled sampled) {
        double[] robustness =
                OfflineEvaluator.evaluate(
                        sampled.formula(),
                        sampled.context(),
                        sampled.samples().columns(),
                        sampled.samples().length());
        for (int i = 0; i < robustness.length; i++) {
            if (robustness[i] < 0) {
                return i;
            }
        }
        return robustness.length - 1;
    }

    private static Explained explained(Sampled sampled, Explanation why) {
        return new Explained(
                millis(sampled, why.moment()),
                sampled.entity(),
                why.robustness(),
                why.vacuous(),
                why.path().stream()
                        .map(
                                step ->
                                        new Explained.Part(
                                                step.part(),
                                                millis(sampled, step.sample()),
                                                step.robustness()))
                        .toList(),
                why.evidence().stream()
                        .map(
                                part ->
                                        new Explained.Evidence(
                                                part.predicate(),
                                                part.signals(),
                                                millis(sampled, part.from()),
                                                millis(sampled, part.to())))
                        .toList());
    }

    private static long millis(Sampled sampled, long sample) {
        return sampled.nanosOf(sample) / NANOS_PER_MILLI;
    }

    private void printVerdict(Explained why) {
        Explained.Part decider = why.path().get(why.path().size() - 1);
        out.printf(
                Locale.ROOT,
                "%s at %s: %s, robustness %s, decided by %s at %s%n",
                PlainText.visible(why.entity()),
                instant(why.timeMillis()),
                why.robustness() < 0 ? "broken" : "holds",
                RobustnessTable.text(why.robustness()),
                decider.text(),
                instant(decider.timeMillis()));
        if (why.vacuous()) {
            out.println("  vacuously: no premise of an -> was true where it counted");
        }
    }

    private void printReasons(Explained why) {
        out.println("  how it came about:");
        for (Explained.Part part : why.path()) {
            out.printf(
                    Locale.ROOT,
                    "    %-24s  %s  %s%n",
                    instant(part.timeMillis()),
                    part.text(),
                    RobustnessTable.text(part.robustness()));
        }
        out.println("  enough to know it, whatever the other samples are:");
        for (Explained.Evidence part : why.evidence()) {
            out.printf(
                    Locale.ROOT,
                    "    %-24s  %s%n",
                    instant(part.fromMillis()),
                    part.predicate()
                            + (part.fromMillis() == part.toMillis()
                                    ? ""
                                    : " until " + instant(part.toMillis())));
        }
    }

    private static Instant instant(long millis) {
        return Instant.ofEpochMilli(millis);
    }
}
