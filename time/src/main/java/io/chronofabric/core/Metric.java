package io.chronofabric.core;

import java.util.List;

/**
 * Every metric of the house, in the one table that names, dashboards, alarms and {@code
 * docs/metrics.md} are made from. The names are those a user sees, whatever a runtime puts in
 * front. A metric that nothing feeds has no place here.
 */
public enum Metric {
    /** Packets that a bus accepted. */
    BUS_PUBLISHED(
            "chronofabric_messages_published_total",
            Kind.COUNTER,
            "messages",
            "Packets that the bus accepted from publishers.",
            ""),
    /** Packets that a bus handed to subscribers. */
    BUS_DELIVERED(
            "chronofabric_messages_delivered_total",
            Kind.COUNTER,
            "messages",
            "Packets handed to subscribers; one published packet counts once a subscriber.",
            ""),
    /** Packets that a bus could not keep. */
    BUS_DROPPED(
            "chronofabric_messages_dropped_total",
            Kind.COUNTER,
            "messages",
            "Packets given up because a subscriber's queue was full.",
            "Critical above 0.01 % of the packets published."),
    /** Subscribers of a bus. */
    BUS_ACTIVE_SUBSCRIPTIONS(
            "chronofabric_active_subscriptions",
            Kind.GAUGE,
            "subscriptions",
            "Subscriptions that are open now.",
            ""),
    /** Packets that subscriptions did not want or could not use. */
    BUS_SET_ASIDE(
            "chronofabric_messages_set_aside_total",
            Kind.COUNTER,
            "messages",
            "Packets that a subscription did not hand over, by reason: masked, filtered,"
                    + " filter_failed, expired, violation.",
            "Warning on any increase of filter_failed or violation.",
            "reason"),
    /** How long packets took. */
    BUS_LATENCY(
            "chronofabric_message_latency_seconds_bucket",
            Kind.COUNTER,
            "messages",
            "Packets looked at (1 in 64 unless set otherwise) that took at most so long from the"
                    + " publisher's tick to the subscriber's poll.",
            "Warning when the average is above 0.000001 where subscribers spin.",
            "le"),
    /** How fast packets are published. */
    BUS_THROUGHPUT(
            "chronofabric_throughput_messages_per_second",
            Kind.GAUGE,
            "messages a second",
            "Packets published a second, over the time between two looks.",
            ""),
    /** How far the logical clock runs ahead. */
    HLC_DRIFT(
            "chronofabric_hlc_drift_nanoseconds",
            Kind.GAUGE,
            "nanoseconds",
            "How far the bus's hybrid logical clock is ahead of the wall clock.",
            ""),
    /** How well the publishers' phases agree. */
    PHASE_COHERENCE(
            "chronofabric_phase_coherence",
            Kind.GAUGE,
            "0 to 1",
            "Kuramoto order parameter of the phases of about the last 64 packets that have one; NaN"
                    + " before the first.",
            ""),
    /** How well the publishers' clocks agree with themselves. */
    COHERENCE_SCORE(
            "chronofabric_quantum_coherence_score",
            Kind.GAUGE,
            "0 to 1",
            "Mean coherence score of about the last 64 packets that have one; NaN before the first.",
            "Warning below 0.7, critical below 0.5."),
    /** Packets without their causes. */
    CAUSALITY_VIOLATIONS(
            "chronofabric_causality_violations_total",
            Kind.COUNTER,
            "messages",
            "Packets refused by a subscription that had not been handed what they depend on.",
            "Warning on any increase."),
    /** Restarts of a Flink job that reads a bus. */
    BUS_RESTARTS_WITH_LOSS(
            "chronofabric_bus_restarts_with_loss_total",
            Kind.COUNTER,
            "restarts",
            "Restarts of a reader of an in-process bus; each loses an unknown number of packets.",
            "Warning on any increase."),

    /** Choices of a clock source. */
    CLOCK_SYNCHRONIZATIONS(
            "temporal_clock_synchronizations_total",
            Kind.COUNTER,
            "choices",
            "Times that a source of the clock's error was chosen: at the start, by a fail-over, when a"
                    + " better one came back, and after a jump.",
            ""),
    /** Readings of clock sources without a bound. */
    CLOCK_FAILURES(
            "temporal_clock_failures_total",
            Kind.COUNTER,
            "readings",
            "Readings of a source of the clock's error that was trusted and gave no bound:"
                    + " unsynchronized, stale, torn or gone.",
            "Warning on any increase.",
            "source"),
    /** How far the wall clock can be from true time. */
    CLOCK_ERROR_BOUND(
            "temporal_clock_current_error_bound_seconds",
            Kind.GAUGE,
            "seconds",
            "How far the wall clock can be from true time, grown since the last reading; infinite"
                    + " while no source bounds it.",
            "Warning above 0.00005, critical while infinite: order between nodes is uncertain."),
    /** How far the hardware clock runs off. */
    CLOCK_DRIFT(
            "temporal_clock_current_drift_ppm",
            Kind.GAUGE,
            "parts in a million",
            "What the kernel corrects the hardware clock by, positive where it runs slow; NaN where"
                    + " the active source does not know.",
            "Warning beyond 400 either way: the kernel corrects no more than 500."),
    /** Jumps of the wall clock. */
    CLOCK_JUMPS(
            "temporal_clock_jumps_total",
            Kind.COUNTER,
            "jumps",
            "Times that the wall clock parted from the monotonic clock by 1 s or more: forward,"
                    + " backward or freeze.",
            "Warning on any increase.",
            "kind"),
    /** Fail-overs between clock sources. */
    CLOCK_FAILOVERS(
            "temporal_clock_failovers_total",
            Kind.COUNTER,
            "fail-overs",
            "Times that the active source of the clock's error was given up for the next.",
            "Warning on any increase."),

    /** Events that governance judged. */
    GOVERNANCE_EVENTS(
            "governance_events_total",
            Kind.COUNTER,
            "events",
            "Decoded events that reached the rules, duplicates and late ones included.",
            ""),
    /** Final verdicts. */
    GOVERNANCE_VERDICTS(
            "governance_verdicts_total",
            Kind.COUNTER,
            "verdicts",
            "Answers given at the watermark, whatever they say.",
            ""),
    /** Verdicts of a broken rule. */
    GOVERNANCE_VIOLATIONS(
            "governance_violations_total",
            Kind.COUNTER,
            "verdicts",
            "Verdicts with a negative robustness: the rule was broken.",
            ""),
    /** Verdicts changed by late events. */
    GOVERNANCE_CORRECTIONS(
            "governance_corrections_total",
            Kind.COUNTER,
            "verdicts",
            "Numbered corrections of verdicts, caused by events within the allowed lateness.",
            ""),
    /** Decisions. */
    GOVERNANCE_DECISIONS(
            "governance_decisions_total",
            Kind.COUNTER,
            "decisions",
            "Decisions that followed from verdicts.",
            ""),
    /** What could not be used. */
    GOVERNANCE_DEAD_LETTERS(
            "governance_dead_letters_total",
            Kind.COUNTER,
            "records",
            "Records that left by the dead-letter output, by reason.",
            "Warning on any increase.",
            "reason"),
    /** Events after the allowed lateness. */
    GOVERNANCE_LATE(
            "governance_late_total",
            Kind.COUNTER,
            "events",
            "Events that came after the allowed lateness; they are dead letters too.",
            ""),
    /** Events seen before. */
    GOVERNANCE_DUPLICATES(
            "governance_duplicates_total",
            Kind.COUNTER,
            "events",
            "Events whose HLC the entity had already seen, as far as rules look; they change nothing.",
            ""),
    /** Events that no rule governs. */
    GOVERNANCE_UNGOVERNED(
            "governance_ungoverned_total",
            Kind.COUNTER,
            "events",
            "Events of entities that no rule governs, whatever patterns look at.",
            ""),
    /** Moments without an answer. */
    GOVERNANCE_UNANSWERED(
            "governance_unanswered_total",
            Kind.COUNTER,
            "moments",
            "Moments of a rule that a gap or the end of input left without an answer.",
            ""),
    /** Triggers of sequences that found no room. */
    GOVERNANCE_SEQUENCES_REFUSED(
            "governance_sequences_refused_total",
            Kind.COUNTER,
            "triggers",
            "Times that a rule on Flink CEP had as many triggers of an entity open as it may; the"
                    + " moments until there is room stay unanswered.",
            "Above 0: raise governance.max-open-sequences, or make the trigger rarer."),
    /** The smallest recent margin of a rule. */
    GOVERNANCE_WORST_MARGIN(
            "governance_worst_margin",
            Kind.GAUGE,
            "as the rule's signals",
            "Smallest robustness of the answers of the last 10 to 20 s of event time, by rule;"
                    + " infinite before the first.",
            "Below 0 the rule is broken for some entity.",
            "rule"),
    /** The smallest margin of a rule since the start. */
    GOVERNANCE_LOWEST_MARGIN(
            "governance_lowest_margin",
            Kind.GAUGE,
            "as the rule's signals",
            "Smallest robustness of all answers since the operator started, by rule; infinite before"
                    + " the first.",
            "",
            "rule"),
    /** How far the watermark is behind the newest event. */
    GOVERNANCE_WATERMARK_LAG(
            "governance_watermark_lag_seconds",
            Kind.GAUGE,
            "seconds",
            "Event time of the newest event less the watermark: how old a final answer is.",
            "Warning when it grows for a minute: final answers have stopped."),
    /** Which part of the input is silent. */
    GOVERNANCE_SPLIT_IDLE(
            "governance_split_idle_milliseconds_per_second",
            Kind.GAUGE,
            "milliseconds a second",
            "How long a split of the source, such as a partition, counted as idle in each second of"
                    + " the last minute: it gave nothing for kafka.idle-after. Flink's own.",
            "Warning above 900: nothing comes from that split, and its entities seem silent.",
            "split"),
    /** Sequences of a pattern that were complete. */
    GOVERNANCE_PATTERN_MATCHES(
            "governance_pattern_matches_total",
            Kind.COUNTER,
            "matches",
            "Sequences of a pattern that were complete, by rule.",
            "",
            "rule"),
    /** Sequences of a pattern that took too long. */
    GOVERNANCE_PATTERN_TIMED_OUT(
            "governance_pattern_partials_timed_out_total",
            Kind.COUNTER,
            "sequences",
            "Sequences of a pattern that had begun and whose time ran out, by rule.",
            "",
            "rule"),
    /** Sequences of a pattern that were given up. */
    GOVERNANCE_PATTERN_AT_BOUND(
            "governance_pattern_partials_at_bound_total",
            Kind.COUNTER,
            "sequences",
            "Sequences of a pattern that were given up or refused at one of its bounds, by rule:"
                    + " matches may be missing.",
            "Above 0: the pattern is too loose, or spec.bounds too tight.",
            "rule"),
    /** Matches of a pattern that were told too early. */
    GOVERNANCE_PATTERN_NOT_AWAITED(
            "governance_pattern_matches_not_awaited_total",
            Kind.COUNTER,
            "matches",
            "Matches of a pattern that were told at a bound before sequences that began earlier were"
                    + " decided, by rule.",
            "Above 0: raise spec.bounds.",
            "rule"),
    /** Values that features lost. */
    GOVERNANCE_PATTERN_CUT(
            "governance_pattern_values_cut_total",
            Kind.COUNTER,
            "values",
            "Values that left the window of a pattern's feature before their time, because it was"
                    + " full.",
            "Above 0: raise spec.bounds.events, or shorten the window."),
    /** How much is kept. */
    GOVERNANCE_STATE_BYTES(
            "governance_state_bytes",
            Kind.GAUGE,
            "bytes",
            "What a subtask of the operator keeps of its entities, as plain words: about what is"
                    + " written to a checkpoint, or more where rules look far back and little came.",
            "Warning above 80 % of governance_state_budget_bytes."),
    /** Of how many it is kept. */
    GOVERNANCE_STATE_ENTITIES(
            "governance_state_entities",
            Kind.GAUGE,
            "entities",
            "Entities of which a subtask of the operator keeps anything.",
            "Warning when it grows without end: names that never come again."),
    /** How much may be kept. */
    GOVERNANCE_STATE_BUDGET(
            "governance_state_budget_bytes",
            Kind.GAUGE,
            "bytes",
            "What a subtask of the operator may keep before it refuses entities that it does not"
                    + " know, state.budget; infinite without.",
            ""),
    /** Changes of the rules in force. */
    GOVERNANCE_RULE_CHANGES(
            "governance_rule_changes_total",
            Kind.COUNTER,
            "changes",
            "Changes from the control channel that were accepted, by each subtask.",
            ""),
    /** Entities for which a new version has no answer yet. */
    GOVERNANCE_WARMING(
            "governance_warming_total",
            Kind.COUNTER,
            "entities",
            "Times that a new version of a rule began without enough of an entity's past.",
            ""),
    /** Where a version on trial judges otherwise. */
    GOVERNANCE_CANARY_DIFFERENCES(
            "governance_canary_differences_total",
            Kind.COUNTER,
            "differences",
            "Times that a version on trial began to say otherwise than the one in force.",
            ""),
    /** How far the frontier holds event time back. */
    GOVERNANCE_FRONTIER_LAG(
            "governance_frontier_lag_seconds",
            Kind.GAUGE,
            "seconds",
            "Watermark of the events less the frontier that the governor promised, where that is"
                    + " behind: how long verdicts have been waiting; infinite before the first"
                    + " promise.",
            "Warning above 5 s: verdicts wait for the governor."),
    /** Whether the governor is silent. */
    GOVERNANCE_GOVERNOR_SILENT(
            "governance_governor_silent",
            Kind.GAUGE,
            "1 or 0",
            "Whether the governor has promised nothing for rules.governor.timeout.",
            "Critical above 0."),

    /** Events that left the causal order. */
    CAUSAL_EVENTS(
            "temporal_causal_events_total",
            Kind.COUNTER,
            "events",
            "Events that left the causal order, by outcome as in causality.md.",
            "Warning on any increase of another outcome than delivered and duplicate.",
            "outcome"),
    /** Events that wait for what they depend on. */
    CAUSAL_WAITING(
            "temporal_causal_waiting_events",
            Kind.GAUGE,
            "events",
            "Events that wait for what they depend on.",
            ""),
    /** Bytes of events that wait for what they depend on. */
    CAUSAL_WAITING_BYTES(
            "temporal_causal_waiting_bytes",
            Kind.GAUGE,
            "bytes",
            "Bytes of events that wait for what they depend on, as the port counts them.",
            ""),
    /** What is waited for. */
    CAUSAL_OPEN_GAPS(
            "temporal_causal_open_gaps",
            Kind.GAUGE,
            "gaps",
            "Things that have not come and that events wait for: ids, or nodes of which the next"
                    + " event is missing.",
            "Warning when it does not fall for the longest wait: the watermark stands."),
    /** Events that an operator could not read. */
    UNUSABLE_EVENTS(
            "temporal_unusable_events_total",
            Kind.COUNTER,
            "events",
            "Events that left the causal order or the deadline release because they have no time, or"
                    + " the port that reads them failed.",
            "Warning on any increase."),
    /** What was said of sequences. */
    SEQUENCE_TOLD(
            "temporal_sequence_matches_total",
            Kind.COUNTER,
            "matches",
            "Matches of a sequence that were told, by kind: found, guarded, withdrawn.",
            "",
            "kind"),
    /** Sequences that took too long. */
    SEQUENCE_TIMED_OUT(
            "temporal_sequence_partials_timed_out_total",
            Kind.COUNTER,
            "sequences",
            "Sequences that had begun and whose time ran out.",
            ""),
    /** Sequences that were given up. */
    SEQUENCE_AT_BOUND(
            "temporal_sequence_partials_at_bound_total",
            Kind.COUNTER,
            "sequences",
            "Sequences that were given up or refused at a bound: matches may be missing.",
            "Above 0: the pattern is too loose, or its bounds too tight."),
    /** Matches that were told too early. */
    SEQUENCE_NOT_AWAITED(
            "temporal_sequence_matches_not_awaited_total",
            Kind.COUNTER,
            "matches",
            "Matches that were told at a bound before sequences that began earlier were decided.",
            "Above 0: raise the bounds."),
    /** Events released by their deadline. */
    DEADLINE_RELEASED(
            "temporal_deadline_released_total",
            Kind.COUNTER,
            "events",
            "Events that were released by their deadline.",
            ""),
    /** Events not released by their deadline. */
    DEADLINE_MISSES(
            "temporal_deadline_misses_total",
            Kind.COUNTER,
            "events",
            "Events that were not released by their deadline, by reason: too_late, no_room.",
            "Warning on any increase.",
            "reason"),
    /** Events that wait for release. */
    DEADLINE_WAITING(
            "temporal_deadline_waiting_events",
            Kind.GAUGE,
            "events",
            "Events that wait for release by deadline.",
            ""),
    /** How many of those that wait will be missed. */
    DEADLINE_PREDICTED_MISSES(
            "temporal_deadline_predicted_miss_ratio",
            Kind.GAUGE,
            "0 to 1",
            "Share of the events that wait that will not be released by their deadline if nothing"
                    + " else comes, over the looks of the last 10 to 20 s of event time.",
            "Warning above 0: more is asked than the rate can serve."),
    /** How late the worst of those that wait will be. */
    DEADLINE_PREDICTED_LATENESS(
            "temporal_deadline_predicted_worst_lateness_seconds",
            Kind.GAUGE,
            "seconds",
            "How late the worst of those would be, over the same looks.",
            "");

    /** How a metric's value behaves. */
    public enum Kind {
        /** Only grows; starts at 0 with the process or from restored state. */
        COUNTER,
        /** A value of now. */
        GAUGE
    }

    private final String metricName;
    private final Kind kind;
    private final String unit;
    private final String meaning;
    private final String alarm;

    @SuppressWarnings("ImmutableEnumChecker") // made by List.of
    private final List<String> labels;

    Metric(
            String metricName,
            Kind kind,
            String unit,
            String meaning,
            String alarm,
            String... labels) {
        this.metricName = metricName;
        this.kind = kind;
        this.unit = unit;
        this.meaning = meaning;
        this.alarm = alarm;
        this.labels = List.of(labels);
    }

    /** The name that users see, in Prometheus style. */
    public String metricName() {
        return metricName;
    }

    /** How its value behaves. */
    public Kind kind() {
        return kind;
    }

    /** What it counts or measures in. */
    public String unit() {
        return unit;
    }

    /** What it says, a sentence. */
    public String meaning() {
        return meaning;
    }

    /** When somebody should look, a sentence; empty for never. */
    public String alarm() {
        return alarm;
    }

    /** The names of its labels beside those of the runtime, in order. */
    public List<String> labels() {
        return labels;
    }
}
