package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.RuleRef;

/**
 * One version of a rule or pattern and the stretch of event time for which it is in force, or on
 * trial beside what is in force. It judges the moments from {@code fromMillis} on and before {@code
 * toMillis}, the same for every entity. Immutable.
 *
 * @param version the version
 * @param document the document it came as; empty if it came from a file
 * @param fromMillis its first moment, in milliseconds since the epoch; {@link #ALWAYS} for one that
 *     was there from the beginning
 * @param toMillis the first moment it does not judge any more; {@link #OPEN} while that is not
 *     known
 * @param onTrial whether it only tells where it would judge otherwise (a canary)
 * @param lineage what it and the versions it replaced have in common: one alert
 * @param carriedFrom the tenure whose state it takes over; null if it takes none
 */
public record Tenure(
        GovernedDocument version,
        String document,
        long fromMillis,
        long toMillis,
        boolean onTrial,
        RuleRef lineage,
        Tenure carriedFrom) {
    /** From the beginning of time. */
    public static final long ALWAYS = Long.MIN_VALUE;

    /** Without an end so far. */
    public static final long OPEN = Long.MAX_VALUE;

    private static final long NANOS_PER_MILLI = 1_000_000L;

    /** A version that is in force from the beginning and has not ended. */
    public static Tenure always(GovernedDocument version) {
        return new Tenure(version, "", ALWAYS, OPEN, false, version.ref(), null);
    }

    /**
     * The rule.
     *
     * @throws ClassCastException if it is none; {@link RuleTable#tenures(Class)} tells them apart
     */
    public CompiledRule rule() {
        return (CompiledRule) version;
    }

    /** The same, ended at a moment. */
    Tenure until(long millis) {
        return new Tenure(version, document, fromMillis, millis, onTrial, lineage, carriedFrom);
    }

    /** The same, remembering only so many of those before it. */
    Tenure withAncestors(int most) {
        Tenure from = carriedFrom == null || most == 0 ? null : carriedFrom.withAncestors(most - 1);
        return new Tenure(version, document, fromMillis, toMillis, onTrial, lineage, from);
    }

    /** Tenant, name and version. */
    public RuleRef ref() {
        return version.ref();
    }

    /** Whether it has no end so far. */
    public boolean isOpen() {
        return toMillis == OPEN;
    }

    /** Whether it judges moments and says so, at some time. */
    public boolean isInForceAt(long millis) {
        return !onTrial && fromMillis <= millis && millis < toMillis;
    }

    /** The first of the rule's moments that it judges. */
    long firstMoment() {
        return fromMillis == ALWAYS ? RuleProgress.IDLE : rule().grid().firstAtOrAfter(fromMillis);
    }

    /** The first of the rule's moments that it does not judge any more. */
    long endMoment() {
        return isOpen() ? Long.MAX_VALUE : rule().grid().firstAtOrAfter(toMillis);
    }

    /** The first moment that need not be sampled for the answers it owes. */
    long stopMoment() {
        return isOpen() ? Long.MAX_VALUE : SamplingGrid.later(endMoment(), rule().plan().future());
    }

    /** The instant before which an event counts for moments that another tenure judges only. */
    long feedsFromNanos() {
        return fromMillis == ALWAYS ? 0 : rule().grid().closesAt(firstMoment() - 1) + 1;
    }

    /** The settled limit at which everything has been said, late events included. */
    long doneNanos() {
        return isOpen()
                ? Long.MAX_VALUE
                : SamplingGrid.later(
                        rule().grid().closesAt(stopMoment()),
                        (rule().rule().latenessMillis() + 1) * NANOS_PER_MILLI);
    }

    /** How far back of the settled limit events are kept for its sake. */
    long retentionNanos() {
        return SamplingGrid.later(
                (rule().rule().latenessMillis() + 1) * NANOS_PER_MILLI, rule().reachNanos());
    }

    /** How far back all of them are; of those before only the last of each field. */
    long closeRetentionNanos() {
        return SamplingGrid.later(
                (rule().rule().latenessMillis() + 1) * NANOS_PER_MILLI, rule().closeReachNanos());
    }

    /** Whether events of some time matter to it. */
    boolean needs(long eventNanos) {
        return eventNanos >= feedsFromNanos() && eventNanos < doneNanos();
    }

    /**
     * The tenure whose parameters a moment's sample is judged by: this one or one it carries on.
     */
    Tenure at(long moment) {
        Tenure tenure = this;
        while (tenure.carriedFrom != null && moment < tenure.firstMoment()) {
            tenure = tenure.carriedFrom;
        }
        return tenure;
    }

    /** Tells its state from that of any other tenure. */
    long stamp() {
        long stamp = version.fingerprint();
        stamp = 31 * stamp + version.entityPattern().hashCode();
        stamp = 31 * stamp + fromMillis;
        stamp = 31 * stamp + toMillis;
        return 31 * stamp + (onTrial ? 1 : 0);
    }
}
