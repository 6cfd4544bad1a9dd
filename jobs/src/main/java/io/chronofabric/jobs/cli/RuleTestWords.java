package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.cli.RuleTestRecorder.Decided;
import io.chronofabric.state.codec.RuleTestJson;
import io.chronofabric.state.model.RuleTest;
import io.chronofabric.state.model.RuleTest.Answer;
import io.chronofabric.state.model.RuleTest.Side;
import io.chronofabric.state.model.Verdict;
import java.util.List;
import java.util.stream.Collectors;

/** Answers in the words of the document that expects them. Immutable. */
final class RuleTestWords {
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final int MAX_OTHERS = 5;

    private final long startNanos;

    RuleTestWords(long startNanos) {
        this.startNanos = startNanos;
    }

    /** Whether a verdict, or null for none, is as expected. */
    boolean fits(Answer expected, Verdict verdict) {
        if (verdict == null || expected.side() == Side.UNANSWERED) {
            return verdict == null && expected.side() == Side.UNANSWERED;
        }
        boolean side =
                expected.side() == Side.ANSWERED
                        || (expected.side() == Side.BROKEN) == (verdict.robustness() < 0);
        return side
                && (expected.robustness().isEmpty()
                        || isNear(
                                verdict.robustness(),
                                expected.robustness().getAsDouble(),
                                expected.tolerance()))
                && (expected.decidedBy().isEmpty()
                        || packed(expected.decidedBy().get())
                                .equals(packed(verdict.decidedBy().predicate())));
    }

    private static boolean isNear(double got, double expected, double tolerance) {
        return got == expected || Math.abs(got - expected) <= tolerance;
    }

    /** Blanks make no other predicate. */
    private static String packed(String predicate) {
        return predicate.replaceAll("\\s+", "");
    }

    String offset(long millis) {
        return RuleTestJson.offset(millis * NANOS_PER_MILLI - startNanos);
    }

    String expected(Answer answer) {
        StringBuilder text = new StringBuilder();
        text.append(
                answer.side() == Side.UNANSWERED ? "no answer" : RuleTestJson.word(answer.side()));
        if (answer.robustness().isPresent()) {
            text.append(", robustness ").append(answer.robustness().getAsDouble());
            if (answer.tolerance() >= 1e-6) {
                text.append(" ± ").append(answer.tolerance());
            }
        }
        answer.decidedBy().ifPresent(predicate -> text.append(", decided by ").append(predicate));
        return text.toString();
    }

    /** What came, and what decided it; null is no answer. */
    String got(Verdict verdict) {
        if (verdict == null) {
            return "no answer";
        }
        return (verdict.robustness() < 0 ? "broken" : "holds")
                + ", robustness "
                + verdict.robustness()
                + ", decided by "
                + verdict.decidedBy().predicate()
                + " at "
                + offset(verdict.decidedBy().timeMillis())
                + (verdict.correction() > 0 ? ", correction " + verdict.correction() : "");
    }

    /** Whether a match has as many events in its steps as expected. */
    static boolean fits(RuleTest.Match expected, Verdict match) {
        return expected.steps().entrySet().stream()
                .allMatch(step -> events(match, step.getKey()) == step.getValue());
    }

    private static int events(Verdict match, String step) {
        return match.steps().stream()
                .filter(each -> each.name().equals(step))
                .mapToInt(Verdict.Step::events)
                .sum();
    }

    String expected(RuleTest.Match match) {
        return "match"
                + match.steps().entrySet().stream()
                        .map(step -> step.getValue() + " " + step.getKey())
                        .collect(
                                Collectors.joining(
                                        ", ", match.steps().isEmpty() ? "" : " of ", ""));
    }

    /** A match that came, and since when. */
    String gotMatch(Verdict match) {
        return "match of "
                + match.decidedBy().predicate()
                + ", since "
                + offset(match.decidedBy().timeMillis());
    }

    /** When the same rule decided so of the same entity. */
    String others(String what, RuleTest.Moment expected, List<Decided> came) {
        List<String> times =
                came.stream()
                        .filter(
                                each ->
                                        each.decision().rule().equals(expected.rule())
                                                && each.decision()
                                                        .entity()
                                                        .equals(expected.entity()))
                        .map(each -> offset(each.decision().timeMillis()))
                        .toList();
        if (times.isEmpty()) {
            return "";
        }
        return times.stream()
                .limit(MAX_OTHERS)
                .collect(
                        Collectors.joining(
                                ", ",
                                ", but " + what + " at ",
                                times.size() > MAX_OTHERS ? ", …" : ""));
    }
}
