package io.chronofabric.jobs.plot;

import io.chronofabric.clogic.egc.stl.Explanation;
import java.util.List;
import java.util.TreeMap;

/** A picture in words, for those who cannot see it, and for its heading. */
final class Description {
    private static final int MOST = 20;
    private static final int LONGEST = 300;

    private final Subject subject;
    private final Explanation why;

    Description(Subject subject) {
        this.subject = subject;
        this.why = subject.explanation();
    }

    /** Whose formula holds or is broken, when, and by how much. */
    String title() {
        return subject.entity()
                + (why.isBroken() ? ": broken at " : ": holds at ")
                + moment(why.moment())
                + ", robustness "
                + Figures.number(why.robustness());
    }

    /** The part that decided, and when. */
    String decider() {
        Explanation.Step last = why.path().get(why.path().size() - 1);
        return "decided by " + shortened(last.part()) + " at " + moment(last.sample());
    }

    /** The values that the formula's parameters have, to be added to a line; may be empty. */
    String parameters() {
        StringBuilder text = new StringBuilder();
        new TreeMap<>(subject.context().params())
                .forEach(
                        (name, value) ->
                                text.append(", $")
                                        .append(name)
                                        .append(" = ")
                                        .append(Figures.number(value)));
        return text.toString();
    }

    /** All of it. */
    String whole() {
        StringBuilder text = new StringBuilder("The formula ");
        text.append(shortened(subject.formula().toString()))
                .append(", ")
                .append(decider())
                .append(". ");
        text.append("How it came about: ");
        text.append(list(why.path().stream().limit(MOST).map(this::step).toList()));
        text.append(left(why.path().size()));
        text.append(". Enough to know it: ");
        text.append(list(why.evidence().stream().limit(MOST).map(this::evidence).toList()));
        return text.append(left(why.evidence().size())).append('.').toString();
    }

    private static String list(List<String> texts) {
        return texts.isEmpty() ? "nothing" : String.join("; ", texts);
    }

    private static String left(int all) {
        return all > MOST ? "; and " + (all - MOST) + " more" : "";
    }

    private String step(Explanation.Step step) {
        return shortened(step.part())
                + " is "
                + Figures.number(step.robustness())
                + " at "
                + moment(step.sample());
    }

    private String evidence(Explanation.Evidence evidence) {
        String from = shortened(evidence.predicate()) + " at " + moment(evidence.from());
        return evidence.from() == evidence.to() ? from : from + " to " + moment(evidence.to());
    }

    private static String shortened(String text) {
        return Words.cut(text, LONGEST);
    }

    private String moment(long sample) {
        return Figures.moment(subject.nanosOf(sample));
    }
}
