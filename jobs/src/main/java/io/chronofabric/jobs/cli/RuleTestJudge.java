package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.cli.RuleTestRecorder.Decided;
import io.chronofabric.jobs.cli.RuleTestRecorder.Key;
import io.chronofabric.jobs.cli.RuleTestRecorder.Refused;
import io.chronofabric.state.codec.RuleTestJson;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.RuleTest;
import io.chronofabric.state.model.RuleTest.Answer;
import io.chronofabric.state.model.RuleTest.Difference;
import io.chronofabric.state.model.RuleTest.Moment;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
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
        RuleTestRun.asDeployed(test, of, deployed);
        checkVerdicts(expect.verdicts());
        expect.alerts()
                .ifPresent(all -> checkDecisions("alert", Decision.Action.ALERT, all, deployed));
        expect.clears()
                .ifPresent(all -> checkDecisions("clear", Decision.Action.CLEAR, all, deployed));
        expect.corrections().ifPresent(all -> checkCorrections(all, deployed));
        checkRejected(expect, deployed);
        checkCount("duplicates", expect.duplicates(), deployed.duplicateEvents(), "already there");
        checkCount(
                "ungoverned",
                expect.ungoverned(),
                deployed.ungovernedEvents(),
                "of an entity that no rule governs");
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
        Map<Key, List<Decided>> left = new HashMap<>();
        List<Decided> came =
                deployed.decisions().stream()
                        .filter(each -> each.decision().action() == action)
                        .toList();
        for (Decided each : came) {
            Decision decision = each.decision();
            left.computeIfAbsent(
                            new Key(decision.rule(), decision.entity(), decision.timeMillis()),
                            key -> new ArrayList<>())
                    .add(each);
        }
        for (Moment each : expected.all()) {
            List<Decided> same =
                    left.getOrDefault(
                            new Key(each.rule(), each.entity(), each.timeMillis()), List.of());
            if (same.isEmpty()) {
                add(
                        each.at(),
                        each.rule().id(),
                        each.entity(),
                        each.timeMillis(),
                        what,
                        "none" + words.others(what, each, came));
            } else {
                same.remove(0);
            }
        }
        for (Decided each : came) {
            Decision decision = each.decision();
            List<Decided> same =
                    left.get(new Key(decision.rule(), decision.entity(), decision.timeMillis()));
            if (same.remove(each)) {
                add(
                        expected.at(),
                        decision.rule().id(),
                        decision.entity(),
                        decision.timeMillis(),
                        "no " + what,
                        what + ": " + words.got(each.verdict()));
            }
        }
    }

    private void checkCorrections(RuleTest.Exactly<Answer> expected, RuleTestRecorder deployed) {
        List<Verdict> left = new ArrayList<>();
        for (Verdict each : deployed.corrections()) {
            if (rules.get(each.rule()).emit().contains(Verdict.Kind.CORRECTION)) {
                left.add(each);
            }
        }
        for (Answer each : expected.all()) {
            Optional<Verdict> found =
                    left.stream()
                            .filter(verdict -> isAbout(verdict, each) && words.fits(each, verdict))
                            .findFirst();
            if (found.isPresent()) {
                left.remove(found.get());
                continue;
            }
            Optional<Verdict> other =
                    left.stream().filter(verdict -> isAbout(verdict, each)).findFirst();
            other.ifPresent(left::remove);
            boolean sends = rules.get(each.rule()).emit().contains(Verdict.Kind.CORRECTION);
            add(
                    each.at(),
                    each.rule().id(),
                    each.entity(),
                    each.fromMillis(),
                    "correction: " + words.expected(each),
                    other.map(words::got)
                            .orElse(sends ? "none" : "none: the rule's emit has no correction"));
        }
        for (Verdict each : left) {
            add(
                    expected.at(),
                    each.rule().id(),
                    each.entity(),
                    each.timeMillis(),
                    "no correction",
                    words.got(each));
        }
    }

    private static boolean isAbout(Verdict verdict, Answer expected) {
        return verdict.rule().equals(expected.rule())
                && verdict.entity().equals(expected.entity())
                && verdict.timeMillis() == expected.fromMillis();
    }

    private void checkRejected(RuleTest.Expect expect, RuleTestRecorder deployed) {
        List<Refused> left = new ArrayList<>(deployed.refused());
        for (RuleTest.Rejection each : expect.rejected()) {
            Optional<Refused> found =
                    left.stream()
                            .filter(
                                    refused ->
                                            refused.why().reason() == each.reason()
                                                    && refused.signal()
                                                            .entity()
                                                            .equals(each.entity())
                                                    && refused.signal().time().physicalNanos()
                                                            == each.timeNanos())
                            .findFirst();
            if (found.isPresent()) {
                left.remove(found.get());
            } else {
                differences.add(
                        new Difference(
                                each.at(),
                                "rejected",
                                each.entity(),
                                OptionalLong.of(each.timeNanos() - test.startNanos()),
                                "the event rejected as " + each.reason(),
                                "no such rejection"));
            }
        }
        for (Refused each : left) {
            Signal signal = each.signal();
            differences.add(
                    new Difference(
                            new Rule.Place(of.at().source(), (int) signal.origin().position(), 1),
                            "rejected",
                            signal.entity(),
                            OptionalLong.of(signal.time().physicalNanos() - test.startNanos()),
                            "the event taken in",
                            each.why().reason() + ": " + each.why().text()));
        }
    }

    private void checkCount(String what, int expected, int got, String meaning) {
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
