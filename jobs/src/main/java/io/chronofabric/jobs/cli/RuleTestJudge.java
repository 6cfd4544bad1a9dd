package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.cli.RuleTestRecorder.Decided;
import io.chronofabric.jobs.cli.RuleTestRecorder.Key;
import io.chronofabric.jobs.cli.RuleTestRecorder.Refused;
import io.chronofabric.state.codec.RuleTestJson;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.RuleTest;
import io.chronofabric.state.model.RuleTest.Answer;
import io.chronofabric.state.model.RuleTest.Difference;
import io.chronofabric.state.model.RuleTest.Moment;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;

/** Compares what came of a case with what was expected. For one case. */
final class RuleTestJudge {
    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final int MAX_SHOWN = 100;

    private final RuleTest test;
    private final RuleTest.Case of;
    private final RuleTestWords words;
    private final Map<RuleRef, Rule> rules = new HashMap<>();
    private final List<Difference> differences = new ArrayList<>();

    private RuleTestJudge(RuleTest test, RuleTest.Case of) {
        this.test = test;
        this.of = of;
        this.words = new RuleTestWords(test.startNanos());
        test.rules().forEach(rule -> rules.put(rule.ref(), rule));
    }

    /** Runs a case and says how it came out. */
    static RuleTest.Outcome judge(RuleTest test, RuleTest.Case of) {
        return new RuleTestJudge(test, of).judge();
    }

    private RuleTest.Outcome judge() {
        RuleTest.Expect expect = of.expect();
        RuleTestRecorder deployed = new RuleTestRecorder(verdict -> false);
        RuleTestRecorder patterns = new RuleTestRecorder(verdict -> false);
        RuleTestRun.asDeployed(test, of, deployed, patterns);
        checkVerdicts(expect.verdicts());
        expect.alerts()
                .ifPresent(all -> checkDecisions("alert", Decision.Action.ALERT, all, deployed));
        expect.clears()
                .ifPresent(all -> checkDecisions("clear", Decision.Action.CLEAR, all, deployed));
        expect.corrections().ifPresent(all -> checkCorrections(all, deployed));
        expect.matches().ifPresent(all -> checkMatches(all, patterns));
        checkRejected(expect, RuleTest.By.RULES, deployed);
        checkRejected(expect, RuleTest.By.PATTERNS, patterns);
        BitSet duplicates = (BitSet) deployed.duplicateEvents().clone();
        duplicates.or(patterns.duplicateEvents());
        checkCount("duplicates", expect.duplicates(), duplicates, "already there");
        BitSet ungoverned = (BitSet) deployed.ungovernedEvents().clone();
        ungoverned.and(patterns.ungovernedEvents());
        checkCount(
                "ungoverned", expect.ungoverned(), ungoverned, "of an entity that no rule governs");
        return new RuleTest.Outcome(test.id(), of, shown());
    }

    private List<Difference> shown() {
        if (differences.size() <= MAX_SHOWN) {
            return differences;
        }
        List<Difference> shown = new ArrayList<>(differences.subList(0, MAX_SHOWN));
        shown.add(
                new Difference(
                        of.at(),
                        "differences",
                        "",
                        OptionalLong.empty(),
                        "none",
                        differences.size() + ", of which " + MAX_SHOWN + " are shown"));
        return shown;
    }

    private void checkVerdicts(List<Answer> expected) {
        if (expected.isEmpty()) {
            return;
        }
        Set<Key> asked = new HashSet<>();
        for (Answer each : expected) {
            for (long at = each.fromMillis(); at <= each.toMillis(); at += period(each)) {
                asked.add(new Key(each.rule(), each.entity(), at));
            }
        }
        RuleTestRecorder full =
                new RuleTestRecorder(
                        verdict ->
                                asked.contains(
                                        new Key(
                                                verdict.rule(),
                                                verdict.entity(),
                                                verdict.timeMillis())));
        RuleTestRun.inFull(test, of, full);
        expected.forEach(each -> checkVerdict(each, full));
    }

    private long period(Answer answer) {
        return rules.get(answer.rule()).sampling().periodMillis();
    }

    private void checkVerdict(Answer expected, RuleTestRecorder full) {
        long first = 0;
        long last = 0;
        int wrong = 0;
        for (long at = expected.fromMillis(); at <= expected.toMillis(); at += period(expected)) {
            if (!words.fits(expected, full.answer(expected, at))) {
                first = wrong++ == 0 ? at : first;
                last = at;
            }
        }
        if (wrong > 0) {
            String more =
                    wrong == 1
                            ? ""
                            : " (and " + (wrong - 1) + " more up to " + words.offset(last) + ")";
            add(
                    expected.at(),
                    expected.rule().id(),
                    expected.entity(),
                    first,
                    words.expected(expected),
                    words.got(full.answer(expected, first)) + more);
        }
    }

    private void checkDecisions(
            String what,
            Decision.Action action,
            RuleTest.Exactly<Moment> expected,
            RuleTestRecorder deployed) {
        List<Decided> came = withAction(action, deployed);
        RuleTestPairs<Moment, Decided> pairs =
                RuleTestPairs.of(
                        expected.all(),
                        RuleTestJudge::subject,
                        came,
                        RuleTestJudge::subject,
                        (moment, decided) -> true);
        for (RuleTestPairs.Missing<Moment, Decided> each : pairs.missing()) {
            Moment moment = each.expected();
            add(
                    moment.at(),
                    moment.rule().id(),
                    moment.entity(),
                    moment.timeMillis(),
                    what,
                    "none" + words.others(what, moment, came));
        }
        for (Decided each : pairs.unexpected()) {
            addUnexpected(expected.at(), each, what, what + ": " + words.got(each.verdict()));
        }
    }

    private void checkMatches(
            RuleTest.Exactly<RuleTest.Match> expected, RuleTestRecorder patterns) {
        List<Decided> came = withAction(Decision.Action.NOTIFY, patterns);
        RuleTestPairs<RuleTest.Match, Decided> pairs =
                RuleTestPairs.of(
                        // One that says more may not be left without its match by one that fits
                        // any.
                        expected.all().stream()
                                .sorted(Comparator.comparingInt(match -> -match.steps().size()))
                                .toList(),
                        match -> subject(match.end()),
                        came,
                        RuleTestJudge::subject,
                        (match, decided) -> RuleTestWords.fits(match, decided.verdict()));
        for (RuleTestPairs.Missing<RuleTest.Match, Decided> each : pairs.missing()) {
            Moment end = each.expected().end();
            add(
                    end.at(),
                    end.rule().id(),
                    end.entity(),
                    end.timeMillis(),
                    words.expected(each.expected()),
                    each.instead()
                            .map(decided -> words.gotMatch(decided.verdict()))
                            .orElseGet(() -> "none" + words.others("match", end, came)));
        }
        for (Decided each : pairs.unexpected()) {
            addUnexpected(expected.at(), each, "match", words.gotMatch(each.verdict()));
        }
    }

    private static List<Decided> withAction(Decision.Action action, RuleTestRecorder recorder) {
        return recorder.decisions().stream()
                .filter(each -> each.decision().action() == action)
                .toList();
    }

    private static Key subject(Moment moment) {
        return new Key(moment.rule(), moment.entity(), moment.timeMillis());
    }

    private static Key subject(Decided decided) {
        Decision decision = decided.decision();
        return new Key(decision.rule(), decision.entity(), decision.timeMillis());
    }

    private static Key subject(Verdict verdict) {
        return new Key(verdict.rule(), verdict.entity(), verdict.timeMillis());
    }

    private void addUnexpected(Rule.Place at, Decided decided, String what, String got) {
        Decision decision = decided.decision();
        add(at, decision.rule().id(), decision.entity(), decision.timeMillis(), "no " + what, got);
    }

    private void checkCorrections(RuleTest.Exactly<Answer> expected, RuleTestRecorder deployed) {
        List<Verdict> sent =
                deployed.corrections().stream().filter(each -> sends(each.rule())).toList();
        RuleTestPairs<Answer, Verdict> pairs =
                RuleTestPairs.of(
                        expected.all(),
                        answer -> new Key(answer.rule(), answer.entity(), answer.fromMillis()),
                        sent,
                        RuleTestJudge::subject,
                        words::fits);
        for (RuleTestPairs.Missing<Answer, Verdict> each : pairs.missing()) {
            Answer answer = each.expected();
            String none = sends(answer.rule()) ? "none" : "none: the rule's emit has no correction";
            add(
                    answer.at(),
                    answer.rule().id(),
                    answer.entity(),
                    answer.fromMillis(),
                    "correction: " + words.expected(answer),
                    each.instead().map(words::got).orElse(none));
        }
        for (Verdict each : pairs.unexpected()) {
            add(
                    expected.at(),
                    each.rule().id(),
                    each.entity(),
                    each.timeMillis(),
                    "no correction",
                    words.got(each));
        }
    }

    private boolean sends(RuleRef rule) {
        return rules.get(rule).emit().contains(Verdict.Kind.CORRECTION);
    }

    private record Turned(String entity, long timeNanos, RejectReason reason) {}

    private void checkRejected(RuleTest.Expect expect, RuleTest.By by, RuleTestRecorder deployed) {
        String suffix = by == RuleTest.By.PATTERNS ? " by patterns" : "";
        RuleTestPairs<RuleTest.Rejection, Refused> pairs =
                RuleTestPairs.of(
                        expect.rejected().stream().filter(each -> each.by() == by).toList(),
                        each -> new Turned(each.entity(), each.timeNanos(), each.reason()),
                        deployed.refused(),
                        each ->
                                new Turned(
                                        each.signal().entity(),
                                        each.signal().time().physicalNanos(),
                                        each.why().reason()),
                        (rejection, refused) -> true);
        for (RuleTestPairs.Missing<RuleTest.Rejection, Refused> each : pairs.missing()) {
            RuleTest.Rejection rejection = each.expected();
            differences.add(
                    new Difference(
                            rejection.at(),
                            "rejected" + suffix,
                            rejection.entity(),
                            OptionalLong.of(rejection.timeNanos() - test.startNanos()),
                            "the event rejected as " + rejection.reason(),
                            "no such rejection"));
        }
        for (Refused each : pairs.unexpected()) {
            Signal signal = each.signal();
            differences.add(
                    new Difference(
                            new Rule.Place(of.at().source(), (int) signal.origin().position(), 1),
                            "rejected" + suffix,
                            signal.entity(),
                            OptionalLong.of(signal.time().physicalNanos() - test.startNanos()),
                            "the event taken in",
                            each.why().reason() + ": " + each.why().text()));
        }
    }

    private void checkCount(String what, int expected, BitSet events, String meaning) {
        int got = events.cardinality();
        if (expected != got) {
            differences.add(
                    new Difference(
                            of.expect().at(),
                            what,
                            "",
                            OptionalLong.empty(),
                            expected + " events " + meaning,
                            Integer.toString(got)));
        }
    }

    private void add(
            Rule.Place at, String rule, String entity, long millis, String expected, String got) {
        long offset = millis * NANOS_PER_MILLI - test.startNanos();
        differences.add(new Difference(at, rule, entity, OptionalLong.of(offset), expected, got));
    }

    /** A difference at its place: {@code FILE:LINE:COLUMN: what was expected, and what came}. */
    static String print(Difference difference) {
        Rule.Place at = difference.at();
        return at.source()
                + ":"
                + at.line()
                + ":"
                + at.column()
                + ": "
                + RuleTestJson.sentence(difference);
    }
}
