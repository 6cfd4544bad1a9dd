package io.chronofabric.it.container;

import java.io.IOException;
import java.nio.file.Files;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The names that {@code flink-conf/prometheus/chronofabric.rules.yml} maps. */
final class RecordingRules {
    private static final Pattern RULE =
            Pattern.compile("(?m)^ *- record: (\\S+)\\R +expr: (\\S+)$");

    private RecordingRules() {}

    /** What Flink exports, by our name of it. */
    static Map<String, String> flinkNames() throws IOException {
        String rules =
                Files.readString(Checkout.file("flink-conf/prometheus/chronofabric.rules.yml"));
        Map<String, String> names = new TreeMap<>();
        Matcher rule = RULE.matcher(rules);
        while (rule.find()) {
            names.put(rule.group(1), rule.group(2));
        }
        return names;
    }
}
