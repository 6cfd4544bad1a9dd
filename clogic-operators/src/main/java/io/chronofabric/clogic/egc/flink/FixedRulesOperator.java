package io.chronofabric.clogic.egc.flink;

import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.util.List;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Governs by the rules it was given, as long as it runs. */
public final class FixedRulesOperator extends GovernOperator
        implements OneInputStreamOperator<Signal, Verdict> {
    private static final long serialVersionUID = 1L;

    /**
     * @param rules the rules in force, each of which compiles
     * @param maxSamplesPerEntity events that may be kept for one entity, at least 1
     * @throws io.chronofabric.core.ChronoFabricException if a rule does not compile
     */
    public FixedRulesOperator(List<Rule> rules, int maxSamplesPerEntity) {
        super(GovernedDocuments.fixed(rules), maxSamplesPerEntity);
    }

    @Override
    public void open() throws Exception {
        super.open();
        // Nothing is waited for, and whoever watches both kinds of job finds the same names.
        metrics().frontier(() -> 0, () -> 0);
    }

    @Override
    public void processElement(StreamRecord<Signal> record) throws Exception {
        govern(record);
    }
}
