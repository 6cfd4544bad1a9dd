package io.chronofabric.clogic.egc.flink;

import io.chronofabric.clogic.egc.RuleTable;
import io.chronofabric.state.model.RuleFrontier;
import org.apache.flink.api.common.state.BroadcastState;
import org.apache.flink.api.common.state.MapStateDescriptor;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.apache.flink.api.common.typeinfo.PrimitiveArrayTypeInfo;
import org.apache.flink.api.common.typeinfo.Types;
import org.apache.flink.core.memory.DataInputDeserializer;
import org.apache.flink.core.memory.DataOutputSerializer;
import org.apache.flink.streaming.api.watermark.Watermark;
import org.apache.flink.streaming.runtime.tasks.ProcessingTimeService;

/**
 * The table of an operator whose second input, the same for every subtask, brings changes of rules
 * and the frontier behind which there will be none. Says how far event time may come: no further
 * than the frontier. So when a change arrives, no subtask has judged a moment that it touches, and
 * every one of them switches at the same moment of event time, after a restart and a rescaling too.
 * The frontier runs ahead of the events, and so holds back nothing unless the governor is silent;
 * what happens then is for {@link SilencePolicy} to say.
 *
 * <p>For the operator's thread, but for what metrics ask.
 */
final class LiveTable {
    private static final long CHECK_MILLIS = 500;
    private static final String KEY = "table";
    private static final MapStateDescriptor<String, byte[]> TABLE =
            new MapStateDescriptor<>(
                    "rule-table",
                    Types.STRING,
                    PrimitiveArrayTypeInfo.BYTE_PRIMITIVE_ARRAY_TYPE_INFO);

    private final RuleTable table;
    private final SilencePolicy silence;
    private final BroadcastState<String, byte[]> saved;

    private Clock clock;
    private ProcessingTimeService wall;
    private volatile long dataMillis = Long.MIN_VALUE;
    private volatile long reachedMillis = Long.MIN_VALUE;
    private volatile boolean isSilent;
    private long heardAtMillis;
    private boolean hasEnded;

    /** Moves the operator's event time. */
    interface Clock {
        /** Takes a watermark, later than any before. */
        void advance(Watermark watermark) throws Exception;
    }

    /** Reads what was saved of the table, if anything was. */
    LiveTable(RuleTable table, SilencePolicy silence, OperatorStateStore store) throws Exception {
        this.table = table;
        this.silence = silence;
        table.changesMayCome(true);
        this.saved = store.getBroadcastState(TABLE);
        byte[] bytes = saved.get(KEY);
        if (bytes != null) {
            table.read(new DataInputDeserializer(bytes));
        }
    }

    void snapshot() throws Exception {
        DataOutputSerializer bytes = new DataOutputSerializer(1_024);
        table.write(bytes);
        saved.put(KEY, bytes.getCopyOfBuffer());
    }

    /** Begins to listen for the governor. */
    void open(Clock operator, ProcessingTimeService time, GovernanceMetrics metrics) {
        clock = operator;
        wall = time;
        heardAtMillis = time.getCurrentProcessingTime();
        metrics.frontier(this::heldBackSeconds, () -> isSilent ? 1 : 0);
        time.scheduleWithFixedDelay(this::listen, CHECK_MILLIS, CHECK_MILLIS);
    }

    /** How far event time has come, in milliseconds. */
    long reachedMillis() {
        return reachedMillis;
    }

    /** Takes the watermark of the events. */
    void events(Watermark watermark) throws Exception {
        dataMillis = watermark.getTimestamp();
        advance();
    }

    /** Takes a promise. */
    void promise(RuleFrontier frontier) throws Exception {
        heardAtMillis = wall.getCurrentProcessingTime();
        isSilent = false;
        table.frontier(frontier.throughMillis());
        advance();
    }

    /** Nothing will be changed any more. */
    void end() throws Exception {
        hasEnded = true;
        table.changesMayCome(false);
        advance();
    }

    /** Looks whether the governor is still there. */
    private void listen(long nowMillis) throws Exception {
        isSilent = !hasEnded && nowMillis - heardAtMillis > silence.after().toMillis();
        advance();
    }

    private void advance() throws Exception {
        boolean isFree = hasEnded || (isSilent && silence.proceeds());
        long reach = isFree ? dataMillis : Math.min(dataMillis, table.frontierMillis());
        if (reach > reachedMillis) {
            reachedMillis = reach;
            clock.advance(new Watermark(reach));
        }
    }

    private double heldBackSeconds() {
        long data = dataMillis;
        long reached = reachedMillis;
        boolean known = data != Long.MIN_VALUE && data != Long.MAX_VALUE;
        if (!known || data <= reached) {
            return 0;
        }
        return reached == Long.MIN_VALUE ? Double.POSITIVE_INFINITY : (data - reached) / 1e3;
    }
}
