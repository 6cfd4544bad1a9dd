package io.chronofabric.state.codec;

import java.util.List;

/**
 * Why a formula holds, or is broken, for an entity at a moment. All times are in milliseconds since
 * the epoch.
 *
 * @param timeMillis the moment judged
 * @param entity whose
 * @param robustness below 0 the formula is broken
 * @param vacuous whether it holds only because no premise of an implication was true
 * @param path from the formula to the predicate that decided
 * @param evidence what is enough to know it
 */
public record Explained(
        long timeMillis,
        String entity,
        double robustness,
        boolean vacuous,
        List<Part> path,
        List<Evidence> evidence) {

    /** Copies the lists. */
    public Explained {
        path = List.copyOf(path);
        evidence = List.copyOf(evidence);
    }

    /**
     * A part of the formula where it counted.
     *
     * @param text the part
     * @param timeMillis when
     * @param robustness its robustness then
     */
    public record Part(String text, long timeMillis, double robustness) {}

    /**
     * Where a predicate was looked at.
     *
     * @param predicate the predicate
     * @param signals what it reads
     * @param fromMillis the first sample
     * @param toMillis the last sample
     */
    public record Evidence(
            String predicate, List<String> signals, long fromMillis, long toMillis) {}

    /** One JSON object; infinities are the strings {@code "inf"} and {@code "-inf"}. */
    public String toJson() {
        return Json.object(
                json -> {
                    json.writeNumberField("time", timeMillis);
                    json.writeStringField("entity", entity);
                    Json.writeReal(json, "robustness", robustness);
                    json.writeBooleanField("vacuous", vacuous);
                    json.writeArrayFieldStart("path");
                    for (Part part : path) {
                        json.writeStartObject();
                        json.writeStringField("part", part.text);
                        json.writeNumberField("time", part.timeMillis);
                        Json.writeReal(json, "robustness", part.robustness);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                    json.writeArrayFieldStart("evidence");
                    for (Evidence found : evidence) {
                        json.writeStartObject();
                        json.writeStringField("predicate", found.predicate);
                        json.writeArrayFieldStart("signals");
                        for (String signal : found.signals) {
                            json.writeString(signal);
                        }
                        json.writeEndArray();
                        json.writeNumberField("from", found.fromMillis);
                        json.writeNumberField("to", found.toMillis);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                });
    }
}
