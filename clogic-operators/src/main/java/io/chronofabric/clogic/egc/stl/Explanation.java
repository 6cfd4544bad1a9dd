package io.chronofabric.clogic.egc.stl;

import java.util.List;

/**
 * Why a formula holds, or is broken, at a sample of a trace.
 *
 * @param moment the sample judged
 * @param robustness its robustness; below 0 the formula is broken
 * @param vacuous whether it holds only because no premise of an implication was true where it
 *     counted
 * @param path from the formula to the predicate that decided
 * @param evidence what is enough to know it, in order of predicate text and sample: whatever the
 *     other samples are, as many of them, the formula holds, or is broken, all the same
 */
public record Explanation(
        long moment, double robustness, boolean vacuous, List<Step> path, List<Evidence> evidence) {

    /** Copies the lists. */
    public Explanation {
        path = List.copyOf(path);
        evidence = List.copyOf(evidence);
    }

    /** Whether the formula is broken. */
    public boolean isBroken() {
        return robustness < 0;
    }

    /**
     * A part of the formula, at the sample at which it gave the part around it its robustness.
     *
     * @param part its text
     * @param sample the sample
     * @param robustness the part's robustness there
     */
    public record Step(String part, int sample, double robustness) {}

    /**
     * Samples at which a predicate was looked at.
     *
     * @param predicate its text
     * @param signals the signals it reads
     * @param from the first sample
     * @param to the last sample
     */
    public record Evidence(String predicate, List<String> signals, int from, int to) {}
}
