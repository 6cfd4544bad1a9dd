package io.chronofabric.jobs.doctor;

import java.util.ArrayList;
import java.util.List;

/** Records that leave as dead letters, and violations of causality. */
final class Losses implements Symptom {
    private static final String LETTERS = "DOC509";
    private static final String CAUSALITY = "DOC510";
    private static final double MANY = 0.01;

    @Override
    public List<Finding> of(JobView job) {
        List<Finding> found = new ArrayList<>();
        double letters = job.growth("governance_dead_letters_total");
        double events = job.growth("governance_events_total");
        if (letters > 0) {
            found.add(
                    new Finding(
                            letters > MANY * (events + letters)
                                    ? Standing.PROBLEM
                                    : Standing.WARNING,
                            LETTERS,
                            "dead letters",
                            (long) letters
                                    + " in the meantime, beside "
                                    + (long) events
                                    + " events",
                            "none: these records are judged by no rule",
                            "chronofabric dead-letters list --summary tells the reasons;"
                                    + " docs/dead-letters.md what to do about each."));
        } else {
            found.add(Finding.fine(LETTERS, "dead letters", "none in the meantime"));
        }
        double violations = job.growth("chronofabric_causality_violations_total");
        double late = job.growth("governance_late_total");
        if (violations > 0) {
            found.add(
                    Finding.problem(
                            CAUSALITY,
                            "causality",
                            (long) violations + " violations in the meantime",
                            "none: an effect came without its cause",
                            "See docs/causality.md; a publisher restarted with an old clock, or"
                                    + " packets were dropped."));
        } else if (late > 0) {
            found.add(
                    Finding.warning(
                            CAUSALITY,
                            "causality",
                            (long) late + " events came after the allowed lateness",
                            "none: their order could not be kept any more",
                            "Raise lateness of the rules or kafka.out-of-orderness, and see whether"
                                    + " a host's clock is behind (chronofabric clock status)."));
        } else {
            found.add(Finding.fine(CAUSALITY, "causality", "no violations, nothing late"));
        }
        return found;
    }
}
