package io.chronofabric.state.codec;

import io.chronofabric.core.Problem;
import java.util.Locale;

/** Findings as JSON, an object each. Stateless. */
public final class ProblemJson {
    private ProblemJson() {}

    /** {@code severity}, {@code code}, {@code file}, {@code line}, {@code column}… on one line. */
    public static String write(Problem problem) {
        return Json.object(
                json -> {
                    json.writeStringField(
                            "severity", problem.severity().name().toLowerCase(Locale.ROOT));
                    json.writeStringField("code", problem.code());
                    json.writeStringField("file", problem.source());
                    json.writeNumberField("line", problem.line());
                    json.writeNumberField("column", problem.column());
                    json.writeStringField("reason", problem.reason());
                    json.writeStringField("fix", problem.fix());
                });
    }
}
