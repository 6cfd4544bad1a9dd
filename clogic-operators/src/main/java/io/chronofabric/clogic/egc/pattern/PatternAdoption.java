package io.chronofabric.clogic.egc.pattern;

import io.chronofabric.clogic.egc.Tenure;
import io.chronofabric.state.model.RuleRef;
import java.util.ArrayList;
import java.util.List;

/**
 * Matches what is known of an entity with the versions that look at it at an instant. Holds nothing
 * about any entity. Not safe for use by several threads.
 *
 * <p>Where it comes into force, a version goes on with what the one before it knew if the two look
 * for the same, or with what it knew itself while it was on trial; else it begins anew, with the
 * windows of its features as they are if the version before had the same.
 */
final class PatternAdoption {
    private final PatternTenures tenures;

    PatternAdoption(PatternTenures tenures) {
        this.tenures = tenures;
    }

    /** Matches the entity's progress with the versions that look at it where it has settled. */
    void adopt(PatternsState state, String entity) {
        List<PatternProgress> former = List.copyOf(state.patterns());
        int[] places = tenures.at(entity, state.settledNanos());
        List<PatternProgress> wanted = new ArrayList<>(places.length);
        for (int place : places) {
            Tenure tenure = tenures.all().get(place);
            wanted.add(progressOf(tenure, state.settledNanos(), former, entity));
        }
        state.adopt(wanted, places, tenures.all());
        state.latenessNanos(tenures.latenessNanos(entity, state.settledNanos()));
    }

    private PatternProgress progressOf(
            Tenure tenure, long settledNanos, List<PatternProgress> former, String entity) {
        CompiledPattern pattern = PatternTenures.patternOf(tenure);
        PatternProgress own = find(former, pattern);
        // On trial it has begun anew; the version before knows of sequences from before that.
        if (tenure.carriedFrom() != null
                && (own == null || settledNanos == PatternTenures.fromNanos(tenure))) {
            PatternProgress before = find(former, PatternTenures.patternOf(tenure.carriedFrom()));
            if (before != null) {
                return before.of(pattern);
            }
        }
        if (own != null) {
            return own;
        }
        PatternProgress begun = PatternProgress.of(pattern, entity);
        FeatureWindows windows = windowsOf(former, pattern);
        return windows == null ? begun : begun.with(windows);
    }

    private static PatternProgress find(List<PatternProgress> former, CompiledPattern pattern) {
        for (PatternProgress progress : former) {
            if (progress.belongsTo(pattern)) {
                return progress;
            }
        }
        return null;
    }

    /** What another version of the pattern has in the same windows; null if there is none. */
    private FeatureWindows windowsOf(List<PatternProgress> former, CompiledPattern pattern) {
        for (PatternProgress progress : former) {
            if (isSamePattern(progress.ref(), pattern.ref())) {
                for (Tenure tenure : tenures.all()) {
                    CompiledPattern known = PatternTenures.patternOf(tenure);
                    if (progress.belongsTo(known) && known.measuresLike(pattern)) {
                        return progress.windows().copy();
                    }
                }
            }
        }
        return null;
    }

    private static boolean isSamePattern(RuleRef one, RuleRef other) {
        return one.id().equals(other.id()) && one.tenant().equals(other.tenant());
    }
}
