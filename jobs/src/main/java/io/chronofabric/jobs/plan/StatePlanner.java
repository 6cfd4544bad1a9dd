package io.chronofabric.jobs.plan;

import io.chronofabric.clogic.egc.CompiledRule;
import io.chronofabric.clogic.egc.EntityGovernor;
import io.chronofabric.clogic.egc.EntityState;
import io.chronofabric.clogic.egc.GovernanceRun;
import io.chronofabric.clogic.egc.RulesState;
import io.chronofabric.clogic.egc.flink.EntityStateSerializer;
import io.chronofabric.clogic.egc.flink.RulesStateSerializer;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import io.chronofabric.time.TimeSource;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.flink.core.memory.DataOutputSerializer;

/**
 * Foretells by trying: a few entities are governed by the rules themselves, at the rate of one
 * entity, until what is kept of them stays the same; then its serializers say how large it is. Not
 * safe for use by several threads.
 */
public final class StatePlanner {
    /** How busy cores are to be on average; the rest is for catching up. */
    public static final double BUSY = 0.7;

    /**
     * What an event costs from its topic to the sinks without rules, in nanoseconds of a core:
     * {@code bin/bench kafka}, row {@code plain}, of two cores.
     */
    static final double PIPELINE_NANOS = 5_400;

    /** How much more than the average a budget is to bear: keys are not spread evenly. */
    public static final double ROOM = 1.5;

    private static final int ENTITIES = 8;
    private static final int SAMPLES_A_ROUND = 64;
    private static final int EVENTS_A_ROUND = 256;
    private static final double SAME = 0.01;
    private static final int SAME_ROUNDS = 3;
    private static final long MAX_EVENTS = 4_000_000;

    /** So many events before what governing takes is measured: compiled code is quicker. */
    private static final long WARM_EVENTS = 100_000;

    private static final long NANOS_PER_MILLI = 1_000_000L;
    private static final long START_NANOS = 1_700_000_000_000_000_000L;

    /** An entry of keyed state: its key's length and end, and the namespace. */
    private static final int ENTRY_BYTES = 3;

    /** A timer: its time, and the same as an entry. */
    private static final int TIMER_BYTES = 8 + ENTRY_BYTES;

    /** Names and serializers of states, offsets of key groups. */
    private static final int FIXED_BYTES = 4_096;

    private final List<CompiledRule> rules;
    private final PlanInput input;
    private final TimeSource time;

    /**
     * @param rules rules that govern the entities, at least one
     * @param time measures what governing takes
     */
    public StatePlanner(List<CompiledRule> rules, PlanInput input, TimeSource time) {
        this.rules = List.copyOf(rules);
        this.input = input;
        this.time = time;
    }

    /** Tries. */
    public StatePlan plan() {
        Random random = new Random(1);
        GovernanceRun run =
                new GovernanceRun(new EntityGovernor(rules, input.maxSamples()), new Unheard());
        String[] names = new String[ENTITIES];
        double[] next = new double[ENTITIES];
        for (int i = 0; i < ENTITIES; i++) {
            names[i] = nameOf(i);
            next[i] = START_NANOS + random.nextDouble() * input.gapNanos();
        }
        List<String> fields = fields();
        double before = -1;
        double[] sum = new double[4];
        int same = 0;
        long simulated = 0;
        long spent = 0;
        boolean isFull = false;
        while (simulated < MAX_EVENTS && (same < SAME_ROUNDS || simulated < 2 * WARM_EVENTS)) {
            sum = new double[4];
            for (int i = 0; i < EVENTS_A_ROUND * ENTITIES; i++) {
                int entity = earliest(next);
                Signal signal = signal(names[entity], (long) next[entity], fields, random);
                long start = time.monotonicNanos();
                run.watermark((long) next[entity] / NANOS_PER_MILLI - input.outOfOrderMillis() - 1);
                run.signal(signal);
                spent += time.monotonicNanos() - start;
                // Gaps that differ, on average as asked.
                next[entity] += input.gapNanos() * (0.5 + random.nextDouble());
                if (i % (EVENTS_A_ROUND * ENTITIES / SAMPLES_A_ROUND) == 0) {
                    measure(run, sum);
                }
            }
            simulated += (long) EVENTS_A_ROUND * ENTITIES;
            spent = simulated <= WARM_EVENTS ? 0 : spent;
            double bytes = sum[1] / SAMPLES_A_ROUND;
            same = Math.abs(bytes - before) <= SAME * before ? same + 1 : 0;
            before = bytes;
            isFull = sum[0] / SAMPLES_A_ROUND / ENTITIES > 0.999 * input.maxSamples();
        }
        double governNanos = (double) spent / (simulated - WARM_EVENTS);
        double entities = (double) SAMPLES_A_ROUND * ENTITIES;
        return new StatePlan(
                sum[0] / entities,
                sum[1] / entities,
                sum[3] / entities,
                FIXED_BYTES + input.keys() * sum[2] / entities,
                governNanos,
                input.rate() * (PIPELINE_NANOS + governNanos) / 1e9 / BUSY,
                isFull,
                simulated);
    }

    private static int earliest(double[] next) {
        int earliest = 0;
        for (int i = 1; i < next.length; i++) {
            earliest = next[i] < next[earliest] ? i : earliest;
        }
        return earliest;
    }

    /** A name that all globs fit which are like the first, as long as names are. */
    private String nameOf(int entity) {
        String glob = rules.get(0).rule().entityPattern();
        StringBuilder name = new StringBuilder();
        String number = Integer.toString(entity);
        for (int i = 0; i < glob.length(); i++) {
            char c = glob.charAt(i);
            name.append(c == '*' ? number : c == '?' ? "0" : String.valueOf(c));
        }
        int star = glob.indexOf('*');
        while (star >= 0 && name.length() < input.keyLength()) {
            name.insert(star, '0');
        }
        return name.toString();
    }

    private List<String> fields() {
        Set<String> read = new LinkedHashSet<>();
        for (CompiledRule rule : rules) {
            rule.rule().signals().stream()
                    .map(Rule.SignalSpec::field)
                    .filter(field -> !field.equals(Rule.ANY_FIELD))
                    .forEach(read::add);
        }
        List<String> fields = new ArrayList<>(read);
        for (int i = fields.size(); i < input.fields(); i++) {
            fields.add("other_field_" + i);
        }
        return fields;
    }

    private static Signal signal(String entity, long nanos, List<String> fields, Random random) {
        Map<String, Double> values = new TreeMap<>();
        for (String field : fields) {
            values.put(field, random.nextDouble());
        }
        return new Signal(
                new LogicalTime(nanos, 0, 1), entity, Fields.of(values), new Origin("plan", 0, 0));
    }

    /** Adds events, bytes, bytes in a checkpoint, and bytes of the budget of all entities. */
    private void measure(GovernanceRun run, double[] sum) {
        DataOutputSerializer out = new DataOutputSerializer(1_024);
        for (EntityState kept : run.states().values()) {
            EntityState state = kept.copy();
            RulesState apart = state.takeRules();
            try {
                out.clear();
                EntityStateSerializer.INSTANCE.serialize(state, out);
                if (apart != null) {
                    RulesStateSerializer.INSTANCE.serialize(apart, out);
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            sum[3] += state.stateBytes() + (apart == null ? 0 : apart.stateBytes());
            int entries = apart == null ? 1 : 2;
            sum[0] += state.store().size();
            sum[1] += out.length();
            sum[2] +=
                    out.length()
                            + entries * (input.keyLength() + ENTRY_BYTES)
                            + input.keyLength()
                            + TIMER_BYTES;
        }
    }
}
