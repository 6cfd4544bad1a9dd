package io.chronofabric.operators;

import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.MapState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.api.java.typeutils.ListTypeInfo;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * Puts verdicts in order of moment, entity, rule and correction, whatever order the subtasks gave
 * them in. Holds each back until no earlier one can come: for {@code delayMillis} of event time
 * after the moment it judges. For replays, whose output must be the same to the byte; a live job
 * sends verdicts as they come.
 *
 * <p>Keyed by a constant, so it runs on one subtask. A verdict that comes after its turn goes out
 * at the next watermark.
 */
public final class VerdictOrder extends KeyedProcessFunction<Byte, Verdict, Verdict> {
    private static final Comparator<Verdict> ORDER =
            Comparator.comparing(Verdict::entity)
                    .thenComparing(Verdict::rule)
                    .thenComparingInt(Verdict::correction)
                    .thenComparing(Verdict::id);

    private static final long serialVersionUID = 1L;

    private final long delayMillis;
    private transient MapState<Long, List<Verdict>> waiting;

    /**
     * @param delayMillis the longest event time between a moment and the watermark at which its
     *     verdict comes, in milliseconds
     */
    public VerdictOrder(long delayMillis) {
        this.delayMillis = delayMillis;
    }

    @Override
    public void open(OpenContext openContext) {
        waiting =
                getRuntimeContext()
                        .getMapState(
                                new MapStateDescriptor<>(
                                        "waiting",
                                        Types.LONG,
                                        new ListTypeInfo<>(RecordTypes.verdict())));
    }

    @Override
    public void processElement(Verdict verdict, Context context, Collector<Verdict> out)
            throws Exception {
        long moment = verdict.timeMillis();
        List<Verdict> peers = waiting.get(moment);
        if (peers == null) {
            peers = new ArrayList<>();
            context.timerService().registerEventTimeTimer(moment + delayMillis);
        }
        peers.add(verdict);
        waiting.put(moment, peers);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Verdict> out)
            throws Exception {
        long moment = timestamp - delayMillis;
        List<Verdict> due = new ArrayList<>(waiting.get(moment));
        waiting.remove(moment);
        due.sort(ORDER);
        due.forEach(out::collect);
    }
}
