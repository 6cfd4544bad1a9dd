package io.chronofabric.state.codec;

import io.chronofabric.state.model.TopicMapping;
import java.util.HashMap;
import java.util.Map;
import org.yaml.snakeyaml.nodes.Node;

/**
 * Gives the topics of all mappings their numbers: the one its author gave, else its place among
 * them all. Reports what two mappings both claim, with the place of the first.
 */
final class TopicNumbers {
    private final Map<String, String> ids = new HashMap<>();
    private final Map<String, String> topics = new HashMap<>();
    private final Map<Integer, String> numbers = new HashMap<>();
    private int next;

    /** The mapping under its number, or null if anything is wrong with it. */
    TopicMapping number(MappingReader.Draft draft, String source, Findings findings) {
        int before = findings.count();
        if (!draft.id().isEmpty()) {
            claim(
                    ids,
                    draft.id(),
                    source,
                    draft.document(),
                    DocumentCode.DUPLICATE,
                    "mapping " + draft.id() + " is",
                    "Rename it, or remove one of them.",
                    findings);
        }
        if (draft.topics().isEmpty()) {
            return null;
        }
        int first = draft.number().orElse(next);
        next += draft.topics().size();
        if (first + draft.topics().size() - 1 > TopicMapping.MAX_NUMBER) {
            findings.add(
                    DocumentCode.OUT_OF_RANGE,
                    draft.numberAt() == null ? draft.topics().get(0).at() : draft.numberAt(),
                    draft.topics().size()
                            + " topics from number "
                            + first
                            + " (expected: 0 to "
                            + TopicMapping.MAX_NUMBER
                            + ")",
                    "Give a smaller number, or run a second job for the rest.");
            return null;
        }
        for (int i = 0; i < draft.topics().size(); i++) {
            MappingReader.NamedTopic topic = draft.topics().get(i);
            boolean isNew =
                    claim(
                            topics,
                            topic.name(),
                            source,
                            topic.at(),
                            DocumentCode.TOPIC_TAKEN,
                            "topic " + topic.name() + " is",
                            "Keep each topic in one mapping.",
                            findings);
            if (isNew) {
                claim(
                        numbers,
                        first + i,
                        source,
                        topic.at(),
                        DocumentCode.NUMBER_TAKEN,
                        "number " + (first + i) + " of topic " + topic.name() + " is",
                        "Give number in every mapping, so that none overlap.",
                        findings);
            }
        }
        TopicMapping parts = draft.parts();
        if (parts == null || findings.count() != before) {
            return null;
        }
        return new TopicMapping(
                parts.id(),
                parts.topics(),
                first,
                parts.time(),
                parts.identity(),
                parts.entity(),
                parts.signals());
    }

    private static <T> boolean claim(
            Map<T, String> places,
            T name,
            String source,
            Node at,
            DocumentCode code,
            String what,
            String fix,
            Findings findings) {
        String place = source + ":" + (at.getStartMark().getLine() + 1);
        String taken = places.putIfAbsent(name, place);
        if (taken != null) {
            findings.add(code, at, what + " already at " + taken, fix);
        }
        return taken == null;
    }
}
