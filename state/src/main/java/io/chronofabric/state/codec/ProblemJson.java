package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.chronofabric.core.Problem;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Locale;

/** Findings as JSON, an object each. Stateless. */
public final class ProblemJson {
    private ProblemJson() {}

    /** {@code severity}, {@code code}, {@code file}, {@code line}, {@code column}… on one line. */
    public static String write(Problem problem) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = new JsonFactory().createGenerator(text)) {
            json.writeStartObject();
            json.writeStringField("severity", problem.severity().name().toLowerCase(Locale.ROOT));
            json.writeStringField("code", problem.code());
            json.writeStringField("file", problem.source());
            json.writeNumberField("line", problem.line());
            json.writeNumberField("column", problem.column());
            json.writeStringField("reason", problem.reason());
            json.writeStringField("fix", problem.fix());
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e); // a StringWriter has no way to fail
        }
        return text.toString();
    }
}
