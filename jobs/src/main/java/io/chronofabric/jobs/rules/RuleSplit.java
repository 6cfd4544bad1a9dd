package io.chronofabric.jobs.rules;

import io.chronofabric.state.codec.RuleDocuments;
import io.chronofabric.state.model.RuleRef;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Takes a text of several rule documents apart, so that each can go into a record of its own.
 * Stateless.
 */
public final class RuleSplit {
    private RuleSplit() {}

    /**
     * The text of each document by its rule. A line that begins with {@code ---} divides documents
     * wherever it stands: YAML allows it nowhere else.
     *
     * @param text of documents without errors
     */
    public static Map<RuleRef, String> split(String text) {
        Map<RuleRef, String> documents = new LinkedHashMap<>();
        List<String> lines = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.matches("---(\\s.*)?")) {
                add(lines, documents);
                lines.clear();
            }
            lines.add(line);
        }
        add(lines, documents);
        return documents;
    }

    private static void add(List<String> lines, Map<RuleRef, String> documents) {
        String text = lines.stream().collect(Collectors.joining("\n", "", "\n"));
        RuleDocuments.Result read = RuleDocuments.read("", text);
        read.rules().forEach(rule -> documents.put(rule.ref(), text));
        read.patterns().forEach(pattern -> documents.put(pattern.ref(), text));
    }
}
