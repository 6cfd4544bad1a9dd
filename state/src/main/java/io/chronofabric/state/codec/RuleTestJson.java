package io.chronofabric.state.codec;

import io.chronofabric.state.model.RuleTest;
import java.util.Locale;

/** How rule tests came out, as JSON, an object each. Stateless. */
public final class RuleTestJson {
    private RuleTestJson() {}

    /** A case: where it stands, whether it passed, and each difference. */
    public static String write(RuleTest.Outcome outcome) {
        return Json.object(
                json -> {
                    json.writeStringField("file", outcome.of().at().source());
                    json.writeNumberField("line", outcome.of().at().line());
                    json.writeStringField("test", outcome.test());
                    json.writeStringField("case", outcome.of().name());
                    json.writeBooleanField("ok", outcome.passed());
                    json.writeArrayFieldStart("differences");
                    for (RuleTest.Difference difference : outcome.differences()) {
                        json.writeStartObject();
                        json.writeNumberField("line", difference.at().line());
                        json.writeNumberField("column", difference.at().column());
                        json.writeStringField("what", difference.what());
                        if (!difference.entity().isEmpty()) {
                            json.writeStringField("entity", difference.entity());
                        }
                        if (difference.offsetNanos().isPresent()) {
                            json.writeStringField("at", offset(difference));
                        }
                        json.writeStringField("expected", difference.expected());
                        json.writeStringField("got", difference.got());
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                });
    }

    /** All cases of a run: how many there were and how they came out. */
    public static String summary(int ok, int failed, int unusableFiles) {
        return Json.object(
                json -> {
                    json.writeNumberField("cases", ok + failed);
                    json.writeNumberField("ok", ok);
                    json.writeNumberField("failed", failed);
                    json.writeNumberField("unusableFiles", unusableFiles);
                });
    }

    /** A difference as a sentence: {@code svc-1, latency-slo at 3s: expected …; got …}. */
    public static String sentence(RuleTest.Difference difference) {
        return (difference.entity().isEmpty() ? "" : difference.entity() + ", ")
                + difference.what()
                + (difference.offsetNanos().isPresent() ? " at " + offset(difference) : "")
                + ": expected "
                + difference.expected()
                + "; got "
                + difference.got();
    }

    /** A time after a test's start as the document would have it. */
    public static String offset(long nanos) {
        return (nanos < 0 ? "-" : "") + Durations.print(Math.abs(nanos));
    }

    /** A side as the document would have it. */
    public static String word(RuleTest.Side side) {
        return side == RuleTest.Side.ANSWERED ? "an answer" : side.name().toLowerCase(Locale.ROOT);
    }

    private static String offset(RuleTest.Difference difference) {
        return offset(difference.offsetNanos().orElse(0));
    }
}
