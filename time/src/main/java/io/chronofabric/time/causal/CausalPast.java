package io.chronofabric.time.causal;

import java.util.Set;

/**
 * What a message depends on, directly or through other messages.
 *
 * @param <I> the ids
 * @param known those that are remembered
 * @param unknown those that some message named and that are not remembered, or have not come
 * @param cut whether there is more that the bound left out
 */
public record CausalPast<I>(Set<I> known, Set<I> unknown, boolean cut) {
    /** Copies both sets. */
    public CausalPast {
        known = Set.copyOf(known);
        unknown = Set.copyOf(unknown);
    }

    /** Whether nothing is left out or unknown. */
    public boolean isComplete() {
        return !cut && unknown.isEmpty();
    }
}
