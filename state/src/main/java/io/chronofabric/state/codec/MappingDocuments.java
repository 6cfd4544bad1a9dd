package io.chronofabric.state.codec;

import io.chronofabric.core.Problem;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.TopicMapping;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads mapping documents in YAML: one or more in a text, separated by {@code ---}. Everything that
 * is wrong with the texts is found in one pass, each with its place; nothing a text contains is
 * ever run or made an object of, and no text makes it throw.
 *
 * <pre>{@code
 * apiVersion: ingest/v1
 * kind: Mapping
 * metadata: {id: plant}
 * spec:
 *   topics: [plant.telemetry, plant.telemetry.eu]
 *   number: 3
 *   time: {at: /meta/ts, unit: ms}      # ns, us, ms, s, iso; or time: record
 *   node: {at: /meta/gateway}
 *   logical: {at: /seq}
 *   entity: {at: [/site, /machine], prefix: "plant-"}   # or entity: key
 *   signals:
 *     temp_c: {at: /values/temp_f, unit: degC, scale: 0.5555555555555556, offset: -17.77777777777778}
 *     p99_ms: /latency/p99
 *   missing: ignore                     # or reject
 * }</pre>
 *
 * <p>Only {@code metadata.id}, {@code spec.topics}, {@code spec.entity} and one signal must be
 * there. Defaults: the topics' places among all documents as their numbers, the record's timestamp
 * as the time, its place as the rest of its identity, {@code missing: ignore}. Records that name
 * their one measurement have {@code signal: {name: /PLACE, value: /PLACE}} in place of {@code
 * signals}. {@code at: /PLACE} alone may be written as {@code /PLACE}.
 */
public final class MappingDocuments {
    private static final String PREFIX = "MAP";

    private MappingDocuments() {}

    /**
     * A text to read.
     *
     * @param source file name or other origin, for messages
     * @param text the documents
     */
    public record Text(String source, String text) {}

    /**
     * What reading some texts gives.
     *
     * @param mappings the mappings of the documents without an error, in order
     * @param problems everything that was found, in order of text and place
     */
    public record Result(List<TopicMapping> mappings, List<Problem> problems) {
        /** Makes the lists unmodifiable. */
        public Result {
            mappings = List.copyOf(mappings);
            problems = List.copyOf(problems);
        }

        /** Whether anything is so wrong that a document cannot be used. */
        public boolean hasErrors() {
            return problems.stream().anyMatch(Problem::isError);
        }
    }

    /**
     * The mappings of all texts together, because the place of a topic among them gives its number
     * and no two may claim one topic. Never throws.
     *
     * @param texts each at most 1 MiB of characters and 1,000 documents
     */
    public static Result read(List<Text> texts) {
        List<TopicMapping> mappings = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        TopicNumbers numbers = new TopicNumbers();
        for (Text text : texts) {
            Findings findings = new Findings(text.source(), PREFIX);
            MappingReader reader = new MappingReader(findings);
            new YamlDocuments(
                            "mapping",
                            "Begin with: apiVersion: ingest/v1, kind: Mapping, metadata and spec.",
                            findings)
                    .read(
                            text.text(),
                            (document, characters) -> {
                                MappingReader.Draft draft = reader.read(document);
                                TopicMapping mapping =
                                        numbers.number(draft, text.source(), findings);
                                if (mapping != null) {
                                    mappings.add(mapping);
                                }
                            });
            problems.addAll(findings.sorted());
        }
        return new Result(mappings, problems);
    }

    /**
     * Warnings where the units of mappings and rules differ, and where a rule reads a field that no
     * mapping gives.
     *
     * @param mappings all mappings of a job
     * @param rules all its rules
     * @param allMapped whether every topic of the job has a mapping, so that nothing else can give
     *     a field
     */
    public static List<Problem> conflicts(
            List<TopicMapping> mappings, List<Rule> rules, boolean allMapped) {
        return new MappingConflicts(mappings, allMapped).find(rules);
    }
}
