package io.chronofabric.state.flink;

import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import org.apache.flink.api.common.typeinfo.TypeInformation;

/**
 * Flink's types of the records that flow, each with a serializer of its own and a version in
 * savepoints, so that nothing falls to a generic one. Hand them to {@code returns(…)}, output tags
 * and state descriptors.
 */
public final class RecordTypes {
    private static final TypeInformation<Ingested> INGESTED =
            new RecordType<>(Ingested.class, new IngestedSerializer());
    private static final TypeInformation<Signal> SIGNAL =
            new RecordType<>(Signal.class, new SignalSerializer());
    private static final TypeInformation<Rejected> REJECTED =
            new RecordType<>(Rejected.class, RejectedSerializer.INSTANCE);
    private static final TypeInformation<Verdict> VERDICT =
            new RecordType<>(Verdict.class, VerdictSerializer.INSTANCE);
    private static final TypeInformation<Decision> DECISION =
            new RecordType<>(Decision.class, DecisionSerializer.INSTANCE);
    private static final TypeInformation<SampleStore> SAMPLE_STORE =
            new RecordType<>(SampleStore.class, SampleStoreSerializer.INSTANCE);

    private static final TypeInformation<RuleControl> RULE_CONTROL =
            new RecordType<>(RuleControl.class, RuleControlSerializer.INSTANCE);

    private RecordTypes() {}

    /** Signals and rejected records in one stream, as sources give them. */
    public static TypeInformation<Ingested> ingested() {
        return INGESTED;
    }

    /** Signals. */
    public static TypeInformation<Signal> signal() {
        return SIGNAL;
    }

    /** Dead letters. */
    public static TypeInformation<Rejected> rejected() {
        return REJECTED;
    }

    /** Verdicts. */
    public static TypeInformation<Verdict> verdict() {
        return VERDICT;
    }

    /** Decisions. */
    public static TypeInformation<Decision> decision() {
        return DECISION;
    }

    /** What the rules' control channel carries. */
    public static TypeInformation<RuleControl> ruleControl() {
        return RULE_CONTROL;
    }

    /** Sample stores, for state descriptors. */
    public static TypeInformation<SampleStore> sampleStore() {
        return SAMPLE_STORE;
    }
}
