package io.chronofabric.clogic.egc.flink;

import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import java.util.List;
import org.apache.flink.streaming.api.operators.OneInputStreamOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;

/** Looks for the patterns it was given, as long as it runs. */
public final class FixedPatternsOperator extends PatternOperator
        implements OneInputStreamOperator<Signal, Verdict> {
    private static final long serialVersionUID = 1L;

    /**
     * @param patterns what is looked for, each of which compiles
     * @param maxWaiting events of an entity that may wait for the watermark, at least 1
     * @throws io.chronofabric.core.ChronoFabricException if a pattern does not compile
     */
    public FixedPatternsOperator(List<PatternRule> patterns, int maxWaiting) {
        super(GovernedDocuments.fixedPatterns(patterns), maxWaiting);
    }

    @Override
    public void processElement(StreamRecord<Signal> record) throws Exception {
        watch(record);
    }
}
