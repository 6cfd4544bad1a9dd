package io.chronofabric.jobs.config;

import java.time.Duration;
import java.util.List;

/** The settings of rules that change while a job runs; a part of {@link Options#ALL}. */
public final class RulesOptions {
    /** The control channel. */
    public static final Option<String> TOPIC =
            Option.withoutDefault(
                    "rules.topic",
                    ValueType.text("the name of a topic"),
                    "Topic that brings changes of the rules while the job runs, on top of those from"
                            + " rules.files. It has one partition and belongs on the brokers of"
                            + " kafka.bootstrap. The rules commands take egc.rules where none is"
                            + " given; a job takes none.");

    /** Who promises. */
    public static final Option<Governor> GOVERNOR =
            Option.of(
                    "rules.governor",
                    ValueType.word(Governor.class),
                    Governor.JOB,
                    "Who promises, again and again, from when on rules may change: job does it itself;"
                            + " external leaves it to chronofabric rules governor.");

    /** How far ahead promises reach. */
    public static final Option<Duration> LEAD =
            Option.of(
                    "rules.governor.lead",
                    ValueType.duration(Duration.ofMillis(100)),
                    Duration.ofSeconds(2),
                    "How far ahead of the clock the governor promises that no rule changes. A change"
                            + " takes effect no sooner; events dated further ahead wait for it.");

    /** How often promises are made. */
    public static final Option<Duration> INTERVAL =
            Option.of(
                    "rules.governor.interval",
                    ValueType.duration(Duration.ofMillis(50)),
                    Duration.ofSeconds(1),
                    "Distance of the governor's promises; shorter than the lead.");

    /** When the governor counts as silent. */
    public static final Option<Duration> TIMEOUT =
            Option.of(
                    "rules.governor.timeout",
                    ValueType.duration(Duration.ofMillis(500)),
                    Duration.ofSeconds(10),
                    "How long after its last promise the governor counts as silent.");

    /** What to do then. */
    public static final Option<OnSilence> SILENCE =
            Option.of(
                    "rules.governor.silence",
                    ValueType.word(OnSilence.class),
                    OnSilence.HOLD,
                    "What a job does when the governor is silent: hold waits with every verdict after"
                            + " the last promise; proceed judges on by the rules it knows, so that a"
                            + " change may reach some entities later than its moment.");

    /** How many rules a tenant may have. */
    public static final Option<Integer> QUOTA_RULES =
            Option.of(
                    "rules.quota.rules",
                    ValueType.wholeNumber(1, 100_000),
                    1_000,
                    "Rules that one tenant may have in force or on trial by way of the topic. A change"
                            + " beyond that is refused.");

    /** How much state a tenant's rules may take. */
    public static final Option<Integer> QUOTA_STATE =
            Option.of(
                    "rules.quota.state-kib",
                    ValueType.wholeNumber(1, 1 << 24),
                    1 << 16,
                    "Monitor state in KiB that all rules of one tenant may take for one entity. A"
                            + " change beyond that is refused.");

    /** Whether patterns may come. */
    public static final Option<Boolean> PATTERNS =
            Option.of(
                    "rules.patterns",
                    ValueType.flag(),
                    true,
                    "Whether patterns may come by way of the topic, too. Every event then also goes to"
                            + " the operator that looks for them, though there be none.");

    /** All of them, in the order of the documentation. */
    static final List<Option<?>> ALL =
            List.of(
                    TOPIC,
                    GOVERNOR,
                    LEAD,
                    INTERVAL,
                    TIMEOUT,
                    SILENCE,
                    QUOTA_RULES,
                    QUOTA_STATE,
                    PATTERNS);

    private RulesOptions() {}

    /** Who promises. */
    public enum Governor {
        /** Each job for itself and for all. */
        JOB,
        /** A process of its own. */
        EXTERNAL
    }

    /** What a job does when nobody promises. */
    public enum OnSilence {
        /** Waits. */
        HOLD,
        /** Goes on. */
        PROCEED
    }
}
