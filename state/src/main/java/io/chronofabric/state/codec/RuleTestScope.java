package io.chronofabric.state.codec;

import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.yaml.snakeyaml.nodes.Node;

/**
 * What holds at a place in a rule test: when it starts, which rules and patterns there are, and
 * which entity and rule or pattern are meant where none is named. Immutable.
 *
 * @param tested the rules and patterns under test, or null where they could not be loaded
 * @param entity the entity that is meant, if any
 * @param named the rule or pattern that is meant, or null
 */
record RuleTestScope(
        String source,
        Findings findings,
        YamlScalars scalars,
        long startNanos,
        RuleTestSubjects tested,
        Optional<String> entity,
        RuleRef named) {
    /** 2200-01-01: what is left after it holds every offset. */
    static final long MAX_START_NANOS = 7_258_118_400_000_000_000L;

    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** 50 years. */
    private static final long MAX_OFFSET_NANOS = 50L * 365 * 86_400 * 1_000_000_000;

    /** The same with another entity, if there is one. */
    RuleTestScope of(Optional<String> other) {
        return other.isEmpty()
                ? this
                : new RuleTestScope(source, findings, scalars, startNanos, tested, other, named);
    }

    /** The same with what a node names. Where it names nothing, none is known. */
    RuleTestScope ofRule(Node node, String path) {
        RuleRef found = named(node, path, tested == null ? List.of() : tested.refs());
        return new RuleTestScope(
                source,
                findings,
                scalars,
                startNanos,
                found == null ? null : tested,
                entity,
                found);
    }

    Rule.Place place(Node node) {
        return new Rule.Place(
                source, node.getStartMark().getLine() + 1, node.getStartMark().getColumn() + 1);
    }

    /** A time after the start, in nanoseconds. */
    OptionalLong offset(Node node, String name) {
        OptionalLong offset = scalars.nanos(node, name);
        if (offset.isPresent() && offset.getAsLong() > MAX_OFFSET_NANOS) {
            reportOffset(node, name);
            return OptionalLong.empty();
        }
        return offset;
    }

    /** Whether a time after the start is one that tests may have; reports it where it is not. */
    boolean isPossible(long first, long step, long steps, Node node, String name) {
        if (steps > 0 && step > (MAX_OFFSET_NANOS - first) / steps) {
            reportOffset(node, name);
            return false;
        }
        return true;
    }

    private void reportOffset(Node node, String name) {
        findings.add(
                DocumentCode.OUT_OF_RANGE,
                node,
                name + ": more than 50 years after the start",
                "Choose a shorter time.");
    }

    /** A time that is a whole millisecond, in milliseconds since the epoch. */
    OptionalLong millis(Node node, String name) {
        OptionalLong offset = offset(node, name);
        if (offset.isEmpty()) {
            return offset;
        }
        long nanos = startNanos + offset.getAsLong();
        if (nanos % NANOS_PER_MILLI != 0) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    node,
                    name
                            + ": "
                            + Durations.print(offset.getAsLong())
                            + " (expected: a whole millisecond)",
                    "Matches are told to the millisecond that they end in.");
            return OptionalLong.empty();
        }
        return OptionalLong.of(nanos / NANOS_PER_MILLI);
    }

    /** A moment at which a rule answers, in milliseconds since the epoch. */
    OptionalLong moment(Node node, String name, Rule asked) {
        OptionalLong offset = offset(node, name);
        if (offset.isEmpty() || asked == null) {
            return offset.isEmpty() ? offset : OptionalLong.of(0);
        }
        long period = asked.sampling().periodMillis() * NANOS_PER_MILLI;
        long nanos = startNanos + offset.getAsLong();
        long beyond = nanos % period;
        if (beyond == 0) {
            return OptionalLong.of(nanos / NANOS_PER_MILLI);
        }
        findings.add(
                DocumentCode.OUT_OF_RANGE,
                node,
                name
                        + ": "
                        + Durations.print(offset.getAsLong())
                        + " (expected: one of the moments of rule "
                        + asked.ref().id()
                        + ", each "
                        + Durations.print(period)
                        + ")",
                beyond <= offset.getAsLong()
                        ? "Use "
                                + Durations.print(offset.getAsLong() - beyond)
                                + " or "
                                + Durations.print(offset.getAsLong() - beyond + period)
                                + "."
                        : "Use " + Durations.print(offset.getAsLong() - beyond + period) + ".");
        return OptionalLong.empty();
    }

    /** The entity that a node names, or the one that is meant; empty where there is none. */
    Optional<String> entity(YamlMapping keys, Node parent, String path) {
        Node node = keys == null ? null : keys.get("entity");
        if (node != null) {
            return scalars.shortText(node, path + ".entity");
        }
        if (entity.isEmpty()) {
            findings.add(
                    DocumentCode.MISSING,
                    parent,
                    path + ".entity is missing",
                    "Add entity: NAME here, to the case or to spec.");
        }
        return entity;
    }

    /** The rule that a mapping names, or the one that is meant; null where there is none. */
    Rule rule(YamlMapping keys, Node parent, String path) {
        RuleRef ref =
                meant(keys, parent, path, tested == null ? List.of() : tested.ruleRefs(), "rule");
        return ref == null ? null : tested.rule(ref);
    }

    /** The pattern that a mapping names, or the one that is meant; null where there is none. */
    PatternRule pattern(YamlMapping keys, Node parent, String path) {
        RuleRef ref =
                meant(
                        keys,
                        parent,
                        path,
                        tested == null ? List.of() : tested.patternRefs(),
                        "pattern");
        return ref == null ? null : tested.pattern(ref);
    }

    private RuleRef meant(
            YamlMapping keys, Node parent, String path, List<RuleRef> choice, String sort) {
        Node node = keys == null ? null : keys.get("rule");
        if (tested == null) {
            return node == null ? null : named(node, path + ".rule", choice);
        }
        if (choice.isEmpty()) {
            if (!tested.refs().isEmpty()) {
                findings.add(
                        DocumentCode.BAD_COMBINATION,
                        node == null ? parent : node,
                        path + ": the test has no " + sort,
                        "Rules have verdicts, alerts, clears and corrections; patterns have"
                                + " matches.");
            }
            return null;
        }
        if (node != null) {
            return named(node, path + ".rule", choice);
        }
        if (named != null && choice.contains(named)) {
            return named;
        }
        if (choice.size() == 1) {
            return choice.get(0);
        }
        findings.add(
                DocumentCode.MISSING,
                parent,
                path + ".rule is missing, and there are " + choice.size() + " " + sort + "s",
                "Add rule: NAME here or to the case.");
        return null;
    }

    /** The one of several that a node names; null where there is none. */
    private RuleRef named(Node node, String path, List<RuleRef> among) {
        Optional<String> name = scalars.text(node, path);
        if (name.isEmpty() || tested == null) {
            return null;
        }
        List<RuleRef> called = among.stream().filter(ref -> isCalled(ref, name.get())).toList();
        if (called.size() == 1) {
            return called.get(0);
        }
        boolean unknown = called.isEmpty();
        List<String> choice =
                (unknown ? among : called)
                        .stream().map(ref -> unknown ? ref.id() : ref.toString()).toList();
        findings.addUnknown(DocumentCode.UNKNOWN_WORD, node, path, name.get(), choice);
        return null;
    }

    private static boolean isCalled(RuleRef ref, String name) {
        return name.equals(ref.id())
                || name.equals(ref.id() + "@" + ref.version())
                || name.equals(ref.toString());
    }
}
