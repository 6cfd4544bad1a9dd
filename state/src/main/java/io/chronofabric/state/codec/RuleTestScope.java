package io.chronofabric.state.codec;

import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.yaml.snakeyaml.nodes.Node;

/**
 * What holds at a place in a rule test: when it starts, which rules there are, and which entity and
 * rule are meant where none is named. Immutable.
 *
 * @param rules the rules under test, or null where they could not be loaded
 * @param entity the entity that is meant, if any
 * @param rule the rule that is meant, or null
 */
record RuleTestScope(
        String source,
        Findings findings,
        YamlScalars scalars,
        long startNanos,
        List<Rule> rules,
        Optional<String> entity,
        Rule rule) {
    /** 2200-01-01: what is left after it holds every offset. */
    static final long MAX_START_NANOS = 7_258_118_400_000_000_000L;

    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** 50 years. */
    private static final long MAX_OFFSET_NANOS = 50L * 365 * 86_400 * 1_000_000_000;

    /** The same with another entity, if there is one. */
    RuleTestScope of(Optional<String> other) {
        return other.isEmpty()
                ? this
                : new RuleTestScope(source, findings, scalars, startNanos, rules, other, rule);
    }

    /** The same with the rule that a node names. Where it names none, no rule is known. */
    RuleTestScope ofRule(Node node, String path) {
        Rule named = rule(node, path);
        return new RuleTestScope(
                source, findings, scalars, startNanos, named == null ? null : rules, entity, named);
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

    /** The rule that a node names; null where there is none. */
    Rule rule(Node node, String path) {
        Optional<String> name = scalars.text(node, path);
        if (name.isEmpty() || rules == null) {
            return null;
        }
        List<Rule> named = rules.stream().filter(each -> isCalled(each.ref(), name.get())).toList();
        if (named.size() == 1) {
            return named.get(0);
        }
        boolean unknown = named.isEmpty();
        List<String> choice =
                (unknown ? rules : named)
                        .stream()
                                .map(each -> unknown ? each.ref().id() : each.ref().toString())
                                .toList();
        findings.addUnknown(DocumentCode.UNKNOWN_WORD, node, path, name.get(), choice);
        return null;
    }

    private static boolean isCalled(RuleRef ref, String name) {
        return name.equals(ref.id())
                || name.equals(ref.id() + "@" + ref.version())
                || name.equals(ref.toString());
    }

    /** The rule that a node names, or the one that is meant; null where there is none. */
    Rule rule(YamlMapping keys, Node parent, String path) {
        Node node = keys == null ? null : keys.get("rule");
        if (node != null) {
            return rule(node, path + ".rule");
        }
        if (rule != null || rules == null) {
            return rule;
        }
        if (rules.size() == 1) {
            return rules.get(0);
        }
        if (!rules.isEmpty()) {
            findings.add(
                    DocumentCode.MISSING,
                    parent,
                    path + ".rule is missing, and there are " + rules.size() + " rules",
                    "Add rule: NAME here or to the case.");
        }
        return null;
    }
}
