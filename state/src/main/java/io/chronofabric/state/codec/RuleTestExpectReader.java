package io.chronofabric.state.codec;

import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleTest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.NodeTuple;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Reads the section {@code expect} of a case. A list of alerts, clearings, corrections or matches
 * that is there must be complete, also where it is empty; one that is left out says nothing.
 */
final class RuleTestExpectReader {
    private static final int MAX_EXPECTED = 10_000;
    private static final int MAX_MOMENTS = 100_000;
    private static final double DEFAULT_TOLERANCE = 1e-9;
    private static final String PATH = "expect";

    private final RuleTestScope scope;
    private final RuleTestEntities entities;
    private final RuleTestMatchReader matches;
    private final Findings findings;
    private final YamlScalars scalars;
    private long moments;

    /**
     * @param entities those of the case's events, or null where they are not known
     */
    RuleTestExpectReader(RuleTestScope scope, Set<String> entities) {
        this.scope = scope;
        this.entities = new RuleTestEntities(scope, entities);
        this.matches = new RuleTestMatchReader(scope, this.entities, PATH);
        this.findings = scope.findings();
        this.scalars = scope.scalars();
    }

    /** The expectations, or null if anything is wrong with them. */
    RuleTest.Expect read(Node node) {
        int before = findings.count();
        MappingNode mapping = scalars.mapping(node, PATH, "Write expect: {alerts: []}.");
        if (mapping == null) {
            return null;
        }
        YamlMapping keys =
                new YamlMapping(
                        mapping,
                        PATH,
                        List.of(
                                "verdicts",
                                "alerts",
                                "clears",
                                "corrections",
                                "matches",
                                "rejected",
                                "duplicates",
                                "ungoverned"),
                        findings);
        reportEmpty(mapping);
        if (mapping.getValue().isEmpty()) {
            findings.add(
                    DocumentCode.MISSING,
                    node,
                    "expect says nothing",
                    "Say what must come, such as alerts: [].");
        }
        RuleTest.Expect expect =
                new RuleTest.Expect(
                        scope.place(node),
                        list(keys, "verdicts", this::verdict)
                                .map(RuleTest.Exactly::all)
                                .orElse(List.of()),
                        list(keys, "alerts", this::moment),
                        list(keys, "clears", this::moment),
                        list(keys, "corrections", this::correction),
                        list(keys, "matches", matches::read),
                        list(keys, "rejected", this::rejection)
                                .map(RuleTest.Exactly::all)
                                .orElse(List.of()),
                        count(keys, "duplicates"),
                        count(keys, "ungoverned"));
        return findings.count() == before ? expect : null;
    }

    /** {@code alerts:} with nothing behind it might mean none, or be forgotten. */
    private void reportEmpty(MappingNode mapping) {
        for (NodeTuple entry : mapping.getValue()) {
            if (YamlMapping.isEmpty(entry.getValueNode())
                    && entry.getKeyNode() instanceof ScalarNode key) {
                findings.add(
                        DocumentCode.MISSING,
                        entry.getKeyNode(),
                        PATH + "." + Shown.of(key.getValue()) + " is empty",
                        "Write [] if there must be none.");
            }
        }
    }

    private int count(YamlMapping keys, String key) {
        Node node = keys.get(key);
        return node == null
                ? 0
                : scalars.whole(node, keys.path(key), 0, Integer.MAX_VALUE).orElse(0);
    }

    private <T> Optional<RuleTest.Exactly<T>> list(
            YamlMapping keys, String key, Function<Node, Optional<T>> read) {
        Node node = keys.get(key);
        String path = keys.path(key);
        List<Node> elements =
                node == null ? null : scalars.list(node, path, "a list", "Write " + key + ": [].");
        if (elements == null) {
            return Optional.empty();
        }
        List<T> all = new ArrayList<>();
        if (elements.size() > MAX_EXPECTED) {
            findings.add(
                    DocumentCode.TOO_LARGE,
                    node,
                    path + ": " + elements.size() + " (expected: at most " + MAX_EXPECTED + ")",
                    "Give stretches of moments with from and to, or split the case.");
            return Optional.empty();
        }
        for (Node element : elements) {
            if (findings.isFull()) {
                break;
            }
            read.apply(element).ifPresent(all::add);
        }
        return Optional.of(new RuleTest.Exactly<>(scope.place(node), all));
    }

    /** {@code 3s}, or a mapping with {@code at} and more. */
    private Optional<RuleTest.Moment> moment(Node node) {
        boolean isShort = node instanceof ScalarNode;
        YamlMapping keys = isShort ? null : keys(node, List.of("at", "entity", "rule"));
        if (!isShort && keys == null) {
            return Optional.empty();
        }
        Rule rule = scope.rule(keys, node, PATH);
        Optional<String> entity = entities.meant(keys, node, PATH);
        Node at = isShort ? node : keys.need("at", "Add at: TIME.");
        OptionalLong moment =
                at == null ? OptionalLong.empty() : scope.moment(at, PATH + ".at", rule);
        return rule == null || entity.isEmpty() || moment.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new RuleTest.Moment(
                                scope.place(node), rule.ref(), entity.get(), moment.getAsLong()));
    }

    private Optional<RuleTest.Answer> verdict(Node node) {
        YamlMapping keys =
                keys(
                        node,
                        List.of(
                                "at",
                                "from",
                                "to",
                                "is",
                                "robustness",
                                "tolerance",
                                "decidedBy",
                                "entity",
                                "rule"));
        if (keys == null) {
            return Optional.empty();
        }
        boolean isRange = keys.get("from") != null || keys.get("to") != null;
        if (isRange && keys.get("at") != null) {
            findings.add(
                    DocumentCode.BAD_COMBINATION,
                    node,
                    PATH + ": at goes with neither from nor to",
                    "Write at, or from and to.");
        }
        return answer(keys, node, isRange ? "from" : "at", isRange ? "to" : "at");
    }

    private Optional<RuleTest.Answer> correction(Node node) {
        if (node instanceof ScalarNode) {
            return moment(node)
                    .map(
                            at ->
                                    new RuleTest.Answer(
                                            at.at(),
                                            at.rule(),
                                            at.entity(),
                                            at.timeMillis(),
                                            at.timeMillis(),
                                            RuleTest.Side.ANSWERED,
                                            OptionalDouble.empty(),
                                            DEFAULT_TOLERANCE,
                                            Optional.empty()));
        }
        YamlMapping keys =
                keys(
                        node,
                        List.of(
                                "at",
                                "is",
                                "robustness",
                                "tolerance",
                                "decidedBy",
                                "entity",
                                "rule"));
        return keys == null ? Optional.empty() : answer(keys, node, "at", "at");
    }

    private Optional<RuleTest.Answer> answer(
            YamlMapping keys, Node node, String fromKey, String toKey) {
        Rule rule = scope.rule(keys, node, PATH);
        Optional<String> entity = entities.meant(keys, node, PATH);
        Node fromNode = keys.need(fromKey, "Add " + fromKey + ": TIME.");
        OptionalLong from =
                fromNode == null
                        ? OptionalLong.empty()
                        : scope.moment(fromNode, keys.path(fromKey), rule);
        OptionalLong to = from;
        if (!toKey.equals(fromKey)) {
            Node toNode = keys.need(toKey, "Add " + toKey + ": TIME.");
            to =
                    toNode == null
                            ? OptionalLong.empty()
                            : scope.moment(toNode, keys.path(toKey), rule);
        }
        RuleTest.Side side = side(keys.get("is"));
        Node robustnessNode = keys.get("robustness");
        OptionalDouble robustness =
                robustnessNode == null
                        ? OptionalDouble.empty()
                        : scalars.number(robustnessNode, keys.path("robustness"), true);
        double tolerance = tolerance(keys, robustnessNode, node);
        Node decidedNode = keys.get("decidedBy");
        Optional<String> decidedBy =
                decidedNode == null
                        ? Optional.empty()
                        : scalars.text(decidedNode, keys.path("decidedBy"));
        boolean details = robustnessNode != null || decidedNode != null;
        if (side == RuleTest.Side.UNANSWERED && details) {
            findings.add(
                    DocumentCode.BAD_COMBINATION,
                    node,
                    PATH + ": a moment without an answer has no robustness and no decidedBy",
                    "Remove them, or write is: holds or is: broken.");
        } else if (keys.get("is") == null && !details) {
            findings.add(
                    DocumentCode.MISSING,
                    node,
                    keys.path("is") + " is missing",
                    "Add is: holds, broken or unanswered.");
        }
        if (rule == null || entity.isEmpty() || from.isEmpty() || to.isEmpty()) {
            return Optional.empty();
        }
        checkRange(from.getAsLong(), to.getAsLong(), rule, node);
        return Optional.of(
                new RuleTest.Answer(
                        scope.place(node),
                        rule.ref(),
                        entity.get(),
                        from.getAsLong(),
                        to.getAsLong(),
                        side,
                        robustness,
                        tolerance,
                        decidedBy));
    }

    private void checkRange(long from, long to, Rule rule, Node node) {
        if (from > to) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    node,
                    PATH + ": from is after to",
                    "Swap from and to.");
            return;
        }
        moments += (to - from) / rule.sampling().periodMillis() + 1;
        if (moments > MAX_MOMENTS) {
            findings.add(
                    DocumentCode.TOO_LARGE,
                    node,
                    PATH
                            + ": "
                            + moments
                            + " moments in the case up to here (expected: at most "
                            + MAX_MOMENTS
                            + ")",
                    "Shorten the stretches, or split the case.");
        }
    }

    private RuleTest.Side side(Node node) {
        return node == null
                ? RuleTest.Side.ANSWERED
                : scalars.word(
                                node,
                                PATH + ".is",
                                List.of("holds", "broken", "unanswered"),
                                List.of(
                                        RuleTest.Side.HOLDS,
                                        RuleTest.Side.BROKEN,
                                        RuleTest.Side.UNANSWERED))
                        .orElse(RuleTest.Side.ANSWERED);
    }

    private double tolerance(YamlMapping keys, Node robustness, Node node) {
        Node toleranceNode = keys.get("tolerance");
        if (toleranceNode == null) {
            return DEFAULT_TOLERANCE;
        }
        if (robustness == null) {
            findings.add(
                    DocumentCode.BAD_COMBINATION,
                    node,
                    PATH + ": tolerance without robustness",
                    "Add robustness: NUMBER.");
        }
        double tolerance =
                scalars.number(toleranceNode, keys.path("tolerance"), false)
                        .orElse(DEFAULT_TOLERANCE);
        if (tolerance < 0) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    toleranceNode,
                    keys.path("tolerance")
                            + ": "
                            + YamlScalars.print(tolerance)
                            + " (expected: 0 or more)",
                    "Remove the sign.");
        }
        return tolerance;
    }

    private Optional<RuleTest.Rejection> rejection(Node node) {
        YamlMapping keys = keys(node, List.of("at", "entity", "reason", "by"));
        if (keys == null) {
            return Optional.empty();
        }
        Optional<String> entity = entities.meant(keys, node, PATH);
        Node atNode = keys.need("at", "Add at: TIME, the event's own.");
        OptionalLong at =
                atNode == null ? OptionalLong.empty() : scope.offset(atNode, keys.path("at"));
        Node reasonNode = keys.need("reason", "Add reason: LATE or another one.");
        List<RejectReason> reasons =
                List.of(
                        RejectReason.LATE,
                        RejectReason.CONFLICTING_DUPLICATE,
                        RejectReason.ENTITY_FULL);
        Optional<RejectReason> reason =
                reasonNode == null
                        ? Optional.empty()
                        : scalars.word(
                                reasonNode,
                                keys.path("reason"),
                                reasons.stream().map(RejectReason::name).toList(),
                                reasons);
        Optional<RuleTest.By> by = by(keys, node);
        return entity.isEmpty() || at.isEmpty() || reason.isEmpty() || by.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new RuleTest.Rejection(
                                scope.place(node),
                                entity.get(),
                                scope.startNanos() + at.getAsLong(),
                                reason.get(),
                                by.get()));
    }

    /** Whoever there is turns an event away; where there are both, it must be said. */
    private Optional<RuleTest.By> by(YamlMapping keys, Node node) {
        Node by = keys.get("by");
        if (by != null) {
            return scalars.word(
                    by,
                    keys.path("by"),
                    List.of("rules", "patterns"),
                    List.of(RuleTest.By.RULES, RuleTest.By.PATTERNS));
        }
        RuleTestSubjects tested = scope.tested();
        if (tested == null || tested.patterns().isEmpty()) {
            return Optional.of(RuleTest.By.RULES);
        }
        if (tested.rules().isEmpty()) {
            return Optional.of(RuleTest.By.PATTERNS);
        }
        findings.add(
                DocumentCode.MISSING,
                node,
                keys.path("by") + " is missing, and there are rules and patterns",
                "Add by: rules or by: patterns; each turn events away for themselves.");
        return Optional.empty();
    }

    private YamlMapping keys(Node node, List<String> known) {
        MappingNode mapping = scalars.mapping(node, PATH, "Write {at: 3s, …}.");
        return mapping == null ? null : new YamlMapping(mapping, PATH, known, findings);
    }
}
