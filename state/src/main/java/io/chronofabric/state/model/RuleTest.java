package io.chronofabric.state.model;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;

/**
 * A test document for rules ({@code kind: RuleTest}), as written and with its names resolved: cases
 * of events that arrive, and what the rules and patterns must say of them.
 *
 * @param id what the test is called
 * @param rules the rules under test, all of them in force together
 * @param patterns the patterns under test, likewise
 * @param startNanos the moment that the document calls {@code 0s}, in nanoseconds since the epoch
 * @param cases the cases, in order
 */
public record RuleTest(
        String id,
        List<Rule> rules,
        List<PatternRule> patterns,
        long startNanos,
        List<Case> cases) {
    /** Checks that nothing is missing. */
    public RuleTest {
        Objects.requireNonNull(id, "id");
        rules = List.copyOf(rules);
        patterns = List.copyOf(patterns);
        cases = List.copyOf(cases);
    }

    /**
     * One case; nothing of it reaches another.
     *
     * @param name what it is called, once in its document
     * @param at where it stands
     * @param outOfOrdernessMillis how far the watermark stays behind the newest event
     * @param given the events in order of arrival
     * @param expect what must come of them
     */
    public record Case(
            String name,
            Rule.Place at,
            long outOfOrdernessMillis,
            List<Signal> given,
            Expect expect) {
        /** Checks that nothing is missing. */
        public Case {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(at, "at");
            given = List.copyOf(given);
            Objects.requireNonNull(expect, "expect");
        }
    }

    /**
     * What must come of a case.
     *
     * @param at where it stands
     * @param verdicts what the last word on some moments must be; others may have any
     * @param alerts all alerts, or nothing where they may be any
     * @param clears all clearings, or nothing where they may be any
     * @param corrections all corrections that go out, or nothing where they may be any
     * @param matches all matches, or nothing where they may be any
     * @param rejected all events that become dead letters
     * @param duplicates how many events are there already
     * @param ungoverned how many events are of an entity that no rule governs and no pattern looks
     *     at
     */
    public record Expect(
            Rule.Place at,
            List<Answer> verdicts,
            Optional<Exactly<Moment>> alerts,
            Optional<Exactly<Moment>> clears,
            Optional<Exactly<Answer>> corrections,
            Optional<Exactly<Match>> matches,
            List<Rejection> rejected,
            int duplicates,
            int ungoverned) {
        /** Checks that nothing is missing. */
        public Expect {
            Objects.requireNonNull(at, "at");
            verdicts = List.copyOf(verdicts);
            Objects.requireNonNull(alerts, "alerts");
            Objects.requireNonNull(clears, "clears");
            Objects.requireNonNull(corrections, "corrections");
            Objects.requireNonNull(matches, "matches");
            rejected = List.copyOf(rejected);
        }
    }

    /**
     * A list that must be complete.
     *
     * @param at where it stands
     * @param all its elements; none where nothing may be there
     */
    public record Exactly<T>(Rule.Place at, List<T> all) {
        /** Checks that nothing is missing. */
        public Exactly {
            Objects.requireNonNull(at, "at");
            all = List.copyOf(all);
        }
    }

    /** Which side of a rule an entity is on. */
    public enum Side {
        /** Its robustness is 0 or more. */
        HOLDS,
        /** Its robustness is below 0. */
        BROKEN,
        /** A gap or the end of the events leaves the moment without an answer. */
        UNANSWERED,
        /** There is an answer, whatever side it is on. */
        ANSWERED
    }

    /**
     * What an answer must be, at each moment of a rule from one to another.
     *
     * @param at where it stands
     * @param rule the rule that answers
     * @param entity the entity it answers for
     * @param fromMillis the first moment, in milliseconds since the epoch; one of the rule's
     * @param toMillis the last moment
     * @param side which side it is on
     * @param robustness what its robustness is, if that matters
     * @param tolerance how far off the robustness may be
     * @param decidedBy the predicate that decides it, if that matters
     */
    public record Answer(
            Rule.Place at,
            RuleRef rule,
            String entity,
            long fromMillis,
            long toMillis,
            Side side,
            OptionalDouble robustness,
            double tolerance,
            Optional<String> decidedBy) {}

    /**
     * A moment at which a rule says something of an entity.
     *
     * @param at where it stands
     * @param rule the rule
     * @param entity the entity
     * @param timeMillis the moment judged, in milliseconds since the epoch
     */
    public record Moment(Rule.Place at, RuleRef rule, String entity, long timeMillis) {}

    /**
     * A match of a pattern.
     *
     * @param end when it is complete, of which pattern and entity
     * @param steps how many events some of its steps have, by name; the others may have any number
     */
    public record Match(Moment end, Map<String, Integer> steps) {
        /** Keeps the order of the steps. */
        public Match {
            Objects.requireNonNull(end, "end");
            steps = Collections.unmodifiableMap(new LinkedHashMap<>(steps));
        }
    }

    /** Who turns an event away: rules and patterns keep what they need of it apart. */
    public enum By {
        /** The rules. */
        RULES,
        /** The patterns. */
        PATTERNS
    }

    /**
     * An event that becomes a dead letter.
     *
     * @param at where it stands
     * @param entity the event's entity
     * @param timeNanos the event's time, in nanoseconds since the epoch
     * @param reason why
     * @param by who turns it away
     */
    public record Rejection(
            Rule.Place at, String entity, long timeNanos, RejectReason reason, By by) {}

    /**
     * How a case came out.
     *
     * @param test the test's id
     * @param of the case
     * @param differences where what came differs from what was expected; none if it passed
     */
    public record Outcome(String test, Case of, List<Difference> differences) {
        /** Makes the list unmodifiable. */
        public Outcome {
            differences = List.copyOf(differences);
        }

        /** Whether everything came as expected. */
        public boolean passed() {
            return differences.isEmpty();
        }
    }

    /**
     * Something that came otherwise than expected.
     *
     * @param at where the expectation stands
     * @param what what it is about, such as {@code alerts} or the name of a rule
     * @param entity the entity it is about; may be empty
     * @param offsetNanos the moment it is about, after the test's start; may be absent
     * @param expected what was expected
     * @param got what came, and what decided it
     */
    public record Difference(
            Rule.Place at,
            String what,
            String entity,
            OptionalLong offsetNanos,
            String expected,
            String got) {}
}
