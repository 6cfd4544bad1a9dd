package io.chronofabric.jobs.demo;

import io.chronofabric.jobs.embedded.Console;
import io.chronofabric.state.codec.VerdictJson;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import java.io.PrintWriter;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the demo shows: verdicts as they come and a status, redrawn in place on a terminal, in plain
 * lines elsewhere. As JSON, the output holds verdicts and nothing else. Safe for use by many
 * threads.
 */
final class Display {
    private static final String ESCAPE = "\u001b[";

    /** Lines wider than the terminal would be two, and the way up too short. */
    private static final String CUT_LINES = ESCAPE + "?7l";

    private static final String WRAP_LINES = ESCAPE + "?7h";
    private static final int MAX_RULES_SHOWN = 15;
    private static final Pattern PARAMETER = Pattern.compile("\\$(\\w+)");
    private static final String[] UNITS = {"", " k", " M", " G", " T", " P", " E"};
    private static final DateTimeFormatter CLOCK =
            DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);

    private final PrintWriter results;
    private final PrintWriter remarks;
    private final boolean json;
    private final boolean redraws;
    private final boolean recorded;
    private final Map<RuleRef, Map<String, Double>> parameters = new HashMap<>();
    private int drawn;

    /**
     * @param rules the rules that are enforced
     * @param json whether results are JSON lines
     * @param recorded whether times are those of a recording, so that dates matter
     */
    Display(Console console, List<Rule> rules, boolean json, boolean recorded) {
        for (Rule rule : rules) {
            Map<String, Double> values = new HashMap<>();
            rule.params().forEach(param -> values.put(param.name(), param.value()));
            parameters.put(rule.ref(), values);
        }
        this.results = console.out();
        this.remarks = json ? console.err() : console.out();
        this.json = json;
        this.redraws = console.terminal() && !json;
        this.recorded = recorded;
    }

    /**
     * A status.
     *
     * @param events events judged so far
     * @param eventsPerSecond since the status before
     * @param lagSeconds how far the watermark is behind the clock; NaN where that means nothing
     * @param clock what bounds the clock's error; empty where events have times already
     * @param tally verdicts and dead letters
     * @param recentMargins the smallest recent margin of each rule
     */
    record Status(
            long events,
            double eventsPerSecond,
            double lagSeconds,
            String clock,
            Tally.Snapshot tally,
            Map<RuleRef, Double> recentMargins) {}

    boolean redraws() {
        return redraws;
    }

    /** A remark that is no result. */
    synchronized void say(String line) {
        clear();
        remarks.println(line);
        remarks.flush();
    }

    /** A result; one that changes nothing is only told to programs. */
    synchronized void verdict(Verdict verdict, boolean change) {
        if (json) {
            results.println(VerdictJson.write(verdict));
        } else if (change || verdict.correction() > 0) {
            clear();
            results.println(line(verdict));
        }
    }

    /** Sends on what was printed; false if nobody reads it any more. */
    synchronized boolean flush() {
        return !results.checkError();
    }

    synchronized void status(Status status) {
        clear();
        List<String> lines = redraws ? block(status) : List.of(plain(status));
        if (redraws) {
            remarks.print(CUT_LINES);
        }
        lines.forEach(remarks::println);
        if (redraws) {
            remarks.print(WRAP_LINES);
            drawn = lines.size();
        }
        remarks.flush();
    }

    private void clear() {
        if (drawn > 0) {
            // Up so many lines, then clear all below.
            remarks.print(ESCAPE + drawn + "A" + ESCAPE + "J");
            drawn = 0;
        }
    }

    /** Whether a verdict is about a match. */
    static boolean isOfPattern(Verdict verdict) {
        return verdict.kind() == Verdict.Kind.MATCH || verdict.kind() == Verdict.Kind.WITHDRAWN;
    }

    private String matchLine(Verdict verdict) {
        String what =
                verdict.kind() == Verdict.Kind.WITHDRAWN
                        ? "no match"
                        : verdict.isFinal() ? "FOUND   " : "foreseen";
        return String.format(
                Locale.ROOT,
                "%s  %s  %s on %s: %s, since %s",
                time(verdict.timeMillis()),
                what,
                name(verdict.rule()),
                verdict.entity(),
                verdict.decidedBy().predicate(),
                time(verdict.decidedBy().timeMillis()));
    }

    private String line(Verdict verdict) {
        if (isOfPattern(verdict)) {
            return matchLine(verdict);
        }
        String what =
                verdict.isViolated() ? "VIOLATED" : verdict.isFinal() ? "holds   " : "open    ";
        return String.format(
                Locale.ROOT,
                "%s  %s  %s on %s, margin %s: %s at %s%s",
                time(verdict.timeMillis()),
                what,
                name(verdict.rule()),
                verdict.entity(),
                margin(verdict.robustness()),
                withValues(verdict),
                time(verdict.decidedBy().timeMillis()),
                verdict.correction() > 0 ? " (correction " + verdict.correction() + ")" : "");
    }

    private String plain(Status status) {
        StringJoiner margins = new StringJoiner(", ");
        status.recentMargins()
                .forEach((rule, margin) -> margins.add(name(rule) + " " + margin(margin)));
        return "status: "
                + counts(status)
                + (margins.length() == 0 ? "" : ", worst margin: " + margins);
    }

    private List<String> block(Status status) {
        List<String> lines = new ArrayList<>();
        lines.add("-".repeat(78));
        lines.add(counts(status));
        lines.add(
                String.format(
                        Locale.ROOT,
                        "%-28s %9s %9s %12s %12s",
                        "rule",
                        "verdicts",
                        "violated",
                        "margin now",
                        "worst"));
        List<Tally.RuleLine> rules = status.tally().rules();
        for (Tally.RuleLine rule : rules.subList(0, Math.min(rules.size(), MAX_RULES_SHOWN))) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%-28.28s %9d %9d %12s %12s",
                            name(rule.rule()),
                            rule.verdicts(),
                            rule.violatedNow(),
                            margin(
                                    status.recentMargins()
                                            .getOrDefault(rule.rule(), Double.POSITIVE_INFINITY)),
                            margin(rule.worst())));
        }
        if (rules.size() > MAX_RULES_SHOWN) {
            lines.add("... and " + (rules.size() - MAX_RULES_SHOWN) + " more rules");
        }
        List<Tally.PatternLine> patterns = status.tally().patterns();
        if (!patterns.isEmpty()) {
            lines.add(String.format(Locale.ROOT, "%-28s %9s %9s", "pattern", "matches", "last"));
        }
        for (Tally.PatternLine pattern :
                patterns.subList(0, Math.min(patterns.size(), MAX_RULES_SHOWN))) {
            lines.add(
                    String.format(
                            Locale.ROOT,
                            "%-28.28s %9d %9s",
                            name(pattern.pattern()),
                            pattern.matches(),
                            pattern.matches() == 0 ? "-" : time(pattern.lastMillis())));
        }
        if (patterns.size() > MAX_RULES_SHOWN) {
            lines.add("... and " + (patterns.size() - MAX_RULES_SHOWN) + " more patterns");
        }
        return lines;
    }

    private String counts(Status status) {
        return String.format(
                Locale.ROOT,
                "events %d (%.1f/s), %s, verdicts %d, violations %d%s, dead letters %d%s",
                status.events(),
                status.eventsPerSecond(),
                watermark(status),
                status.tally().verdicts(),
                status.tally().violations(),
                matches(status.tally()),
                status.tally().rejectedInAll(),
                status.clock().isEmpty() ? "" : ", " + status.clock());
    }

    /** Nothing where no pattern is looked for. */
    private static String matches(Tally.Snapshot tally) {
        return tally.patterns().isEmpty() ? "" : ", matches " + tally.matches();
    }

    private String watermark(Status status) {
        if (status.tally().watermarkMillis() == Long.MIN_VALUE) {
            return "no watermark yet";
        }
        return Double.isNaN(status.lagSeconds())
                ? "watermark " + time(status.tally().watermarkMillis())
                : String.format(Locale.ROOT, "watermark lag %.1f s", status.lagSeconds());
    }

    /** What remains to be said at the end. */
    synchronized void summary(String why, long events, long duplicates, Tally.Snapshot tally) {
        clear();
        remarks.println();
        remarks.println("Summary (" + why + ")");
        remarks.printf(
                Locale.ROOT,
                "  events %d, verdicts %d, violations %d%s, duplicates %d, dead letters %d%n",
                events,
                tally.verdicts(),
                tally.violations(),
                matches(tally),
                duplicates,
                tally.rejectedInAll());
        for (Tally.RuleLine rule : tally.rules()) {
            remarks.println("  " + line(rule));
        }
        for (Tally.PatternLine pattern : tally.patterns()) {
            remarks.println("  " + line(pattern));
        }
        if (events > 0 && tally.verdicts() == 0 && tally.matches() == 0) {
            remarks.println(
                    "  No rule had anything to judge: see whether the rules name entities and"
                            + " fields of this input, and whether it lasts as long as they look"
                            + " ahead.");
        }
        for (Map.Entry<RejectReason, Long> letters : tally.rejected().entrySet()) {
            remarks.println("  dead letters " + letters.getKey() + ": " + letters.getValue());
        }
        if (!tally.firstRejected().isEmpty()) {
            remarks.println("  the first: " + tally.firstRejected());
        }
        remarks.flush();
        results.flush();
    }

    private String line(Tally.PatternLine pattern) {
        return name(pattern.pattern())
                + (pattern.matches() == 0
                        ? ": no match"
                        : ": matches "
                                + pattern.matches()
                                + ", the last on "
                                + pattern.lastEntity()
                                + " at "
                                + time(pattern.lastMillis()));
    }

    private String line(Tally.RuleLine rule) {
        if (rule.verdicts() == 0) {
            return name(rule.rule()) + ": no verdict";
        }
        String where =
                rule.worstEntity().isEmpty()
                        ? ""
                        : " (" + rule.worstEntity() + " at " + time(rule.worstMillis()) + ")";
        return String.format(
                Locale.ROOT,
                "%s: verdicts %d, worst margin %s%s, violated at the end: %d",
                name(rule.rule()),
                rule.verdicts(),
                margin(rule.worst()),
                where,
                rule.violatedNow());
    }

    /** The deciding predicate, each parameter with its value: {@code lat > $T (250.0)}. */
    private String withValues(Verdict verdict) {
        Map<String, Double> known = parameters.getOrDefault(verdict.rule(), Map.of());
        return PARAMETER
                .matcher(verdict.decidedBy().predicate())
                .replaceAll(
                        found ->
                                Matcher.quoteReplacement(
                                        known.containsKey(found.group(1))
                                                ? found.group()
                                                        + " ("
                                                        + margin(known.get(found.group(1)))
                                                        + ")"
                                                : found.group()));
    }

    private static String name(RuleRef rule) {
        return rule.id() + "@" + rule.version();
    }

    /** Four digits at most, in thousands, millions... where it is large. */
    private static String margin(double value) {
        if (Double.isInfinite(value)) {
            return value > 0 ? "-" : "-inf";
        }
        double scaled = value;
        int unit = 0;
        while (Math.abs(scaled) >= 10_000 && unit < UNITS.length - 1) {
            scaled /= 1_000;
            unit++;
        }
        return String.format(Locale.ROOT, "%.2f%s", scaled, UNITS[unit]);
    }

    private String time(long millis) {
        Instant instant = Instant.ofEpochMilli(millis);
        return recorded ? instant.toString() : CLOCK.format(instant.atZone(ZoneId.systemDefault()));
    }
}
