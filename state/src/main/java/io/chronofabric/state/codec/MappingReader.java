package io.chronofabric.state.codec;

import io.chronofabric.state.model.TopicMapping;
import io.chronofabric.state.model.TopicMapping.Entity;
import io.chronofabric.state.model.TopicMapping.Identity;
import io.chronofabric.state.model.TopicMapping.Signals;
import io.chronofabric.state.model.TopicMapping.Time;
import io.chronofabric.state.model.TopicMapping.Unit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.regex.Pattern;
import org.yaml.snakeyaml.nodes.MappingNode;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.nodes.ScalarNode;

/**
 * Makes a mapping of one document, but for its topic number, or reports why it cannot. After a
 * fault it reads on, so that one pass finds them all. The signals have a reader of their own.
 */
final class MappingReader {
    private static final Pattern TOPIC = Pattern.compile("[A-Za-z0-9._-]{1,249}");
    private static final List<String> UNITS = List.of("ns", "us", "ms", "s", "iso");
    private static final int MAX_PARTS = 16;

    private final Findings findings;
    private final YamlScalars scalars;

    MappingReader(Findings findings) {
        this.findings = findings;
        scalars = new YamlScalars(findings);
    }

    /** A topic and where it is named. */
    record NamedTopic(String name, Node at) {}

    /**
     * What a document says.
     *
     * @param document its root
     * @param topics its topics, as far as they have good names
     * @param number the first topic's number, if the author gave one
     * @param numberAt where that stands, or null
     * @param parts everything, under number 0; null if anything is wrong
     */
    record Draft(
            Node document,
            String id,
            List<NamedTopic> topics,
            OptionalInt number,
            Node numberAt,
            TopicMapping parts) {}

    Draft read(Node document) {
        int before = findings.count();
        MappingNode root =
                scalars.mapping(
                        document, "document", "Begin with apiVersion, kind, metadata and spec.");
        if (root == null) {
            return new Draft(document, "", List.of(), OptionalInt.empty(), null, null);
        }
        YamlMapping keys =
                new YamlMapping(
                        root, "", List.of("apiVersion", "kind", "metadata", "spec"), findings);
        scalars.expect(keys, "apiVersion", "ingest/v1");
        scalars.expect(keys, "kind", "Mapping");
        String id = new MetadataReader(findings, scalars).id(keys);
        String fix = "Add spec with topics, entity and signals.";
        Node specNode = keys.need("spec", fix);
        MappingNode spec = specNode == null ? null : scalars.mapping(specNode, "spec", fix);
        if (spec == null) {
            return new Draft(document, id, List.of(), OptionalInt.empty(), null, null);
        }
        return spec(document, id, spec, before);
    }

    private Draft spec(Node document, String id, MappingNode spec, int before) {
        YamlMapping keys =
                new YamlMapping(
                        spec,
                        "spec",
                        List.of(
                                "topics", "number", "time", "node", "logical", "entity", "signals",
                                "signal", "missing"),
                        findings);
        List<NamedTopic> topics = topics(keys);
        Node numberNode = keys.get("number");
        OptionalInt number =
                numberNode == null
                        ? OptionalInt.empty()
                        : scalars.whole(numberNode, "spec.number", 0, TopicMapping.MAX_NUMBER);
        Time time = time(keys.get("time"));
        Identity identity = identity(keys);
        Entity entity = entity(keys);
        Signals signals = new MappedSignalsReader(findings, scalars).read(keys, spec);
        if (findings.count() != before || topics.isEmpty()) {
            return new Draft(document, id, topics, number, numberNode, null);
        }
        TopicMapping parts =
                new TopicMapping(
                        id,
                        topics.stream().map(NamedTopic::name).toList(),
                        0,
                        time,
                        identity,
                        entity,
                        signals);
        return new Draft(document, id, topics, number, numberNode, parts);
    }

    private List<NamedTopic> topics(YamlMapping keys) {
        String fix = "Add topics: [NAME].";
        Node node = keys.need("topics", fix);
        if (node == null) {
            return List.of();
        }
        List<Node> names = scalars.list(node, "spec.topics", "a list of topics", fix);
        if (names == null) {
            return List.of();
        }
        if (names.isEmpty()) {
            findings.add(DocumentCode.MISSING, node, "spec.topics is empty", fix);
        }
        if (names.size() > TopicMapping.MAX_NUMBER + 1) {
            findings.add(
                    DocumentCode.TOO_LARGE,
                    node,
                    "spec.topics: "
                            + names.size()
                            + " (expected: at most "
                            + (TopicMapping.MAX_NUMBER + 1)
                            + ")",
                    "Run a second job for the rest.");
            return List.of();
        }
        List<NamedTopic> topics = new ArrayList<>();
        for (Node name : names) {
            Optional<String> topic = scalars.text(name, "spec.topics");
            if (topic.isEmpty()) {
                continue;
            }
            boolean good = TOPIC.matcher(topic.get()).matches() && !topic.get().matches("\\.\\.?");
            if (good) {
                topics.add(new NamedTopic(topic.get(), name));
            } else {
                findings.add(
                        DocumentCode.BAD_NAME,
                        name,
                        "spec.topics: "
                                + Shown.of(topic.get())
                                + " (expected: 1 to 249 of A-Z a-z 0-9 . _ -)",
                        "Name each topic in full; Kafka has no others, and no patterns are taken.");
            }
        }
        return topics;
    }

    private Time time(Node node) {
        Time fallback = new Time.OfRecord();
        if (node == null) {
            return fallback;
        }
        String fix = "Write time: {at: /PLACE, unit: ms} or time: record.";
        if (node instanceof ScalarNode) {
            scalars.text(node, "spec.time")
                    .filter(given -> !given.equals("record"))
                    .ifPresent(
                            given ->
                                    findings.add(
                                            DocumentCode.UNKNOWN_WORD,
                                            node,
                                            "spec.time: "
                                                    + Shown.of(given)
                                                    + " (expected: record, or at and unit)",
                                            fix));
            return fallback;
        }
        MappingNode mapping = scalars.mapping(node, "spec.time", fix);
        if (mapping == null) {
            return fallback;
        }
        YamlMapping keys = new YamlMapping(mapping, "spec.time", List.of("at", "unit"), findings);
        Node atNode = keys.need("at", "Add at: /PLACE.");
        Node unitNode = keys.need("unit", "Add unit: ns, us, ms, s or iso.");
        Optional<String> at =
                atNode == null ? Optional.empty() : scalars.pointer(atNode, "spec.time.at");
        Optional<Unit> unit =
                unitNode == null
                        ? Optional.empty()
                        : scalars.word(unitNode, "spec.time.unit", UNITS, List.of(Unit.values()));
        return at.isPresent() && unit.isPresent() ? new Time.At(at.get(), unit.get()) : fallback;
    }

    private Identity identity(YamlMapping keys) {
        Node node = keys.get("node");
        Node logical = keys.get("logical");
        if (node == null && logical != null) {
            findings.add(
                    DocumentCode.BAD_COMBINATION,
                    logical,
                    "spec.logical without spec.node",
                    "Add node: {at: /PLACE}, or remove logical: the record's offset stands for it.");
        }
        Optional<String> nodeAt = place(node, "spec.node");
        Optional<String> logicalAt = place(logical, "spec.logical");
        return nodeAt.isPresent()
                ? new Identity.OfNode(nodeAt.get(), logicalAt.orElse(""))
                : new Identity.OfPlace();
    }

    /** {@code /PLACE} or {@code {at: /PLACE}}. */
    private Optional<String> place(Node node, String path) {
        if (node == null || node instanceof ScalarNode) {
            return node == null ? Optional.empty() : scalars.pointer(node, path);
        }
        MappingNode mapping = scalars.mapping(node, path, "Write {at: /PLACE}.");
        if (mapping == null) {
            return Optional.empty();
        }
        Node at =
                new YamlMapping(mapping, path, List.of("at"), findings)
                        .need("at", "Add at: /PLACE.");
        return at == null ? Optional.empty() : scalars.pointer(at, path + ".at");
    }

    private Entity entity(YamlMapping keys) {
        String fix = "Write entity: {at: /PLACE} or entity: key.";
        Node node = keys.need("entity", fix);
        Entity fallback = new Entity(List.of(), "");
        if (node == null) {
            return fallback;
        }
        if (node instanceof ScalarNode) {
            return new Entity(parts(node, "spec.entity"), "");
        }
        MappingNode mapping = scalars.mapping(node, "spec.entity", fix);
        if (mapping == null) {
            return fallback;
        }
        YamlMapping entity =
                new YamlMapping(mapping, "spec.entity", List.of("at", "prefix"), findings);
        Node at = entity.need("at", "Add at: /PLACE, or a list of places, or key.");
        Node prefix = entity.get("prefix");
        return new Entity(
                at == null ? List.of() : parts(at, "spec.entity.at"),
                prefix == null ? "" : scalars.shortText(prefix, "spec.entity.prefix").orElse(""));
    }

    /** The places of a name's parts; none where it is the key. */
    private List<String> parts(Node node, String path) {
        if (node instanceof ScalarNode scalar) {
            return scalar.getValue().equals("key")
                    ? List.of()
                    : scalars.pointer(node, path).stream().toList();
        }
        String fix = "Write at: /PLACE or at: [/PLACE, /PLACE].";
        List<Node> nodes = scalars.list(node, path, "places", fix);
        if (nodes == null) {
            return List.of();
        }
        if (nodes.isEmpty() || nodes.size() > MAX_PARTS) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    node,
                    path + ": " + nodes.size() + " places (expected: 1 to " + MAX_PARTS + ")",
                    fix);
            return List.of();
        }
        return nodes.stream().flatMap(part -> scalars.pointer(part, path).stream()).toList();
    }
}
