package io.chronofabric.state.codec;

import io.chronofabric.core.Problem;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.TopicMapping;
import java.util.List;

/** Reads mapping documents in YAML. */
public final class MappingDocuments {
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
     */
    public static Result read(List<Text> texts) {
        return new Result(List.of(), List.of());
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
        return List.of();
    }
}
