package io.chronofabric.it.bench.governance;

import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;
import org.apache.flink.streaming.api.functions.KeyedProcessFunction;
import org.apache.flink.util.Collector;

/**
 * {@code always[0,60s]((lat > 250) -> eventually[0,10s](lat <= 250))} as an engineer writes it for
 * this rule alone: events wait for the watermark in their order, two monotone queues give the
 * margin, a verdict goes out when its sign changes. It knows no duplicates, no gaps, no late event
 * that corrects, and nothing of who decided.
 */
final class HandWritten extends KeyedProcessFunction<String, Signal, Verdict> {
    private static final long serialVersionUID = 1L;
    private static final int ALWAYS = 61;
    private static final int EVENTUALLY = 11;
    private static final RuleRef RULE = new RuleRef("default", "response", 1);
    private static final Verdict.Decider DECIDER = new Verdict.Decider("", 0);

    private transient ValueState<State> states;

    /** A POJO, for Flink's own serializer. */
    public static final class State {
        public long[] waitingAt = new long[4];
        public double[] waiting = new double[4];
        public int waits;
        public long samples;
        public int said;
        public double[] premises = new double[EVENTUALLY - 1];
        public double[] eventually = new double[EVENTUALLY];
        public long[] eventuallyAt = new long[EVENTUALLY];
        public int eventuallyHead;
        public int eventuallySize;
        public double[] always = new double[ALWAYS];
        public long[] alwaysAt = new long[ALWAYS];
        public int alwaysHead;
        public int alwaysSize;

        /** For Flink. */
        public State() {}
    }

    @Override
    public void open(OpenContext context) {
        states = getRuntimeContext().getState(new ValueStateDescriptor<>("response", State.class));
    }

    @Override
    public void processElement(Signal signal, Context context, Collector<Verdict> out)
            throws Exception {
        State state = states.value();
        if (state == null) {
            state = new State();
        }
        long at = signal.time().epochMillis();
        if (state.waits == state.waiting.length) {
            state.waiting = java.util.Arrays.copyOf(state.waiting, 2 * state.waits);
            state.waitingAt = java.util.Arrays.copyOf(state.waitingAt, 2 * state.waits);
        }
        int place = state.waits++;
        while (place > 0 && state.waitingAt[place - 1] > at) {
            state.waitingAt[place] = state.waitingAt[place - 1];
            state.waiting[place] = state.waiting[place - 1];
            place--;
        }
        state.waitingAt[place] = at;
        state.waiting[place] = signal.fields().get("lat");
        context.timerService().registerEventTimeTimer(at);
        states.update(state);
    }

    @Override
    public void onTimer(long timestamp, OnTimerContext context, Collector<Verdict> out)
            throws Exception {
        State state = states.value();
        int done = 0;
        while (done < state.waits && state.waitingAt[done] <= timestamp) {
            double margin = step(state, state.waiting[done]);
            if (state.samples >= ALWAYS + EVENTUALLY - 1) {
                say(state, margin, state.waitingAt[done], context.getCurrentKey(), out);
            }
            done++;
        }
        state.waits -= done;
        System.arraycopy(state.waiting, done, state.waiting, 0, state.waits);
        System.arraycopy(state.waitingAt, done, state.waitingAt, 0, state.waits);
        states.update(state);
    }

    private static void say(
            State state, double margin, long at, String key, Collector<Verdict> out) {
        int now = margin < 0 ? 2 : 1;
        if (now == state.said) {
            return;
        }
        state.said = now;
        long moment = at - (ALWAYS + EVENTUALLY - 2) * 1_000L;
        out.collect(
                new Verdict(
                        key + "@" + moment,
                        RULE,
                        key,
                        moment,
                        Verdict.Kind.VERDICT,
                        margin,
                        margin,
                        0,
                        DECIDER));
    }

    private static double step(State state, double latency) {
        double margin = 250 - latency;
        long index = state.samples++;
        int oldest = (int) (index % (EVENTUALLY - 1));
        double premise = state.premises[oldest];
        state.premises[oldest] = margin;
        double response = largest(state, margin, index);
        return smallest(state, Math.max(premise, response), index);
    }

    private static double largest(State state, double value, long index) {
        int head = state.eventuallyHead;
        int size = state.eventuallySize;
        if (size > 0 && state.eventuallyAt[head] <= index - EVENTUALLY) {
            head = head + 1 == EVENTUALLY ? 0 : head + 1;
            size--;
        }
        while (size > 0 && state.eventually[(head + size - 1) % EVENTUALLY] <= value) {
            size--;
        }
        int tail = (head + size) % EVENTUALLY;
        state.eventually[tail] = value;
        state.eventuallyAt[tail] = index;
        state.eventuallyHead = head;
        state.eventuallySize = size + 1;
        return state.eventually[head];
    }

    private static double smallest(State state, double value, long index) {
        int head = state.alwaysHead;
        int size = state.alwaysSize;
        if (size > 0 && state.alwaysAt[head] <= index - ALWAYS) {
            head = head + 1 == ALWAYS ? 0 : head + 1;
            size--;
        }
        while (size > 0 && state.always[(head + size - 1) % ALWAYS] >= value) {
            size--;
        }
        int tail = (head + size) % ALWAYS;
        state.always[tail] = value;
        state.alwaysAt[tail] = index;
        state.alwaysHead = head;
        state.alwaysSize = size + 1;
        return state.always[head];
    }
}
