package io.chronofabric.jobs.demo;

import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** What a run has brought so far. Safe for use by many threads. */
final class Tally {
    private final SortedMap<RuleRef, OfRule> rules = new TreeMap<>();
    private final Map<RejectReason, Long> rejected = new EnumMap<>(RejectReason.class);
    private final SortedMap<RuleRef, OfPattern> patterns = new TreeMap<>();
    private String firstRejected = "";
    private long verdicts;
    private long violations;
    private long watermarkMillis = Long.MIN_VALUE;

    /** What is known of one rule. */
    private static final class OfRule {
        long verdicts;
        double worst = Double.POSITIVE_INFINITY;
        String worstEntity = "";
        long worstMillis;
        final Map<String, Boolean> violated = new HashMap<>();
    }

    /** What is known of one pattern. */
    private static final class OfPattern {
        long matches;
        String lastEntity = "";
        long lastMillis = Long.MIN_VALUE;
    }

    /**
     * A pattern's part of a summary.
     *
     * @param pattern the pattern
     * @param matches how many the watermark has settled
     * @param lastEntity whose was the one that ended last; empty before the first
     * @param lastMillis when it ended, in milliseconds since the epoch
     */
    record PatternLine(RuleRef pattern, long matches, String lastEntity, long lastMillis) {}

    /**
     * A rule's part of a summary.
     *
     * @param rule the rule
     * @param verdicts how many answers and corrections came
     * @param worst the smallest margin known; positive infinity before the first
     * @param worstEntity whose margin that was; empty where no verdict told it
     * @param worstMillis at which moment, in milliseconds since the epoch
     * @param violatedNow of how many entities the latest answer is a violation
     */
    record RuleLine(
            RuleRef rule,
            long verdicts,
            double worst,
            String worstEntity,
            long worstMillis,
            long violatedNow) {}

    /**
     * Everything at one moment.
     *
     * @param verdicts answers and corrections
     * @param violations those that say a rule is broken
     * @param watermarkMillis how far answers have come; {@link Long#MIN_VALUE} before the first
     * @param rules a line a rule
     * @param patterns a line a pattern
     * @param rejected dead letters by reason
     * @param firstRejected the first of them in words; may be empty
     */
    record Snapshot(
            long verdicts,
            long violations,
            long watermarkMillis,
            List<RuleLine> rules,
            List<PatternLine> patterns,
            Map<RejectReason, Long> rejected,
            String firstRejected) {
        long matches() {
            return patterns.stream().mapToLong(PatternLine::matches).sum();
        }

        long rejectedInAll() {
            return rejected.values().stream().mapToLong(Long::longValue).sum();
        }
    }

    /** Makes a rule known, so that it is shown before its first verdict. */
    synchronized void expect(RuleRef rule) {
        rules.computeIfAbsent(rule, ignored -> new OfRule());
    }

    /** Makes a pattern known, so that it is shown before its first match. */
    synchronized void expectPattern(RuleRef pattern) {
        patterns.computeIfAbsent(pattern, ignored -> new OfPattern());
    }

    /**
     * Counts a verdict.
     *
     * @return whether it changes what is known of the rule and entity: broken or held; of a
     *     pattern, every one does
     */
    synchronized boolean add(Verdict verdict) {
        if (Display.isOfPattern(verdict)) {
            match(verdict);
            return true;
        }
        if (!verdict.isFinal()) {
            return false;
        }
        verdicts++;
        if (verdict.isViolated()) {
            violations++;
        }
        OfRule rule = rules.computeIfAbsent(verdict.rule(), ignored -> new OfRule());
        rule.verdicts++;
        if (verdict.robustness() < rule.worst) {
            rule.worst = verdict.robustness();
            rule.worstEntity = verdict.entity();
            rule.worstMillis = verdict.timeMillis();
        }
        Boolean before = rule.violated.put(verdict.entity(), verdict.isViolated());
        return before == null || before != verdict.isViolated();
    }

    private void match(Verdict verdict) {
        OfPattern pattern = patterns.computeIfAbsent(verdict.rule(), ignored -> new OfPattern());
        if (verdict.kind() == Verdict.Kind.MATCH && verdict.isFinal()) {
            pattern.matches++;
            if (verdict.timeMillis() >= pattern.lastMillis) {
                pattern.lastMillis = verdict.timeMillis();
                pattern.lastEntity = verdict.entity();
            }
        }
    }

    /** Takes note of a margin that no verdict told, because it changed nothing. */
    synchronized void margin(RuleRef ref, double margin) {
        OfRule rule = rules.computeIfAbsent(ref, ignored -> new OfRule());
        if (margin < rule.worst) {
            rule.worst = margin;
            rule.worstEntity = "";
        }
    }

    synchronized void add(Rejected letter) {
        rejected.merge(letter.reason(), 1L, Long::sum);
        if (firstRejected.isEmpty()) {
            firstRejected = letter.origin() + ": " + letter.text();
        }
    }

    synchronized void watermark(long millis) {
        // The last one is the end of input and no time.
        if (millis != Long.MAX_VALUE) {
            watermarkMillis = Math.max(watermarkMillis, millis);
        }
    }

    synchronized Snapshot snapshot() {
        return new Snapshot(
                verdicts,
                violations,
                watermarkMillis,
                rules.entrySet().stream().map(e -> line(e.getKey(), e.getValue())).toList(),
                patterns.entrySet().stream().map(e -> line(e.getKey(), e.getValue())).toList(),
                new EnumMap<>(rejected),
                firstRejected);
    }

    private static PatternLine line(RuleRef ref, OfPattern pattern) {
        return new PatternLine(ref, pattern.matches, pattern.lastEntity, pattern.lastMillis);
    }

    private static RuleLine line(RuleRef ref, OfRule rule) {
        return new RuleLine(
                ref,
                rule.verdicts,
                rule.worst,
                rule.worstEntity,
                rule.worstMillis,
                rule.violated.values().stream().filter(violated -> violated).count());
    }
}
