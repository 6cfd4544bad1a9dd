package io.chronofabric.it.bench.stl;

import io.chronofabric.clogic.egc.stl.StlCompiler;
import io.chronofabric.clogic.egc.stl.StlContext;
import io.chronofabric.clogic.egc.stl.StlParser;
import io.chronofabric.clogic.egc.stl.StlPlan;
import io.chronofabric.clogic.egc.stl.StlState;
import io.chronofabric.it.bench.Peer;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;

/** One sample through a rule, by the compiled plan and by hand. Samples are seeded noise. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StlStepBenchmark {
    private static final int SAMPLES = 1 << 14;

    private final double[] samples = new SplittableRandom(42).doubles(SAMPLES, 0, 400).toArray();
    private final double[] sample = new double[1];
    private int next;

    private final Compiled always10 = new Compiled("always[0,10](x <= 250)");
    private final Compiled always1000 = new Compiled("always[0,1000](x <= 250)");
    private final Compiled response =
            new Compiled("always[0,1000]((x > 250) -> eventually[0,100](x <= 250))");
    private final NaiveWindow naive10 = new NaiveWindow(10, true);
    private final NaiveWindow naive1000 = new NaiveWindow(1000, true);
    private final NaiveWindow naiveEventually = new NaiveWindow(100, false);
    private final NaiveWindow naiveAlways = new NaiveWindow(1000, true);
    private final double[] delayed = new double[101];
    private int delay;
    private final BareDeque bareDeque = new BareDeque(1000);

    private double sample() {
        double value = samples[next];
        next = (next + 1) & (SAMPLES - 1);
        return value;
    }

    /** {@code always[0,10]}, compiled. */
    @Benchmark
    @Peer("naive10")
    public double always10() {
        return always10.step(sample());
    }

    /** {@code always[0,10]}, rescanned. */
    @Benchmark
    @Peer("naive10")
    public double naive10() {
        return naive10.step(250 - sample());
    }

    /** {@code always[0,1000]}, compiled. */
    @Benchmark
    @Peer("naive1000")
    public double always1000() {
        return always1000.step(sample());
    }

    /** {@code always[0,1000]}, by a monotone deque written for nothing else. */
    @Benchmark
    @Peer("naive1000")
    public double bareDeque1000() {
        return bareDeque.step(250 - sample());
    }

    /** {@code always[0,1000]}, rescanned. */
    @Benchmark
    @Peer("naive1000")
    public double naive1000() {
        return naive1000.step(250 - sample());
    }

    /** {@code always[0,1000](p -> eventually[0,100] q)}, compiled. */
    @Benchmark
    @Peer("naiveResponse")
    public double response() {
        return response.step(sample());
    }

    /** {@code always[0,1000](p -> eventually[0,100] q)}, rescanned. */
    @Benchmark
    @Peer("naiveResponse")
    public double naiveResponse() {
        double margin = 250 - sample();
        double premise = delayed[delay];
        delayed[delay] = margin;
        delay = delay == 100 ? 0 : delay + 1;
        return naiveAlways.step(Math.max(premise, naiveEventually.step(margin)));
    }

    /** A plan with a state. */
    private final class Compiled {
        private final StlPlan plan;
        private final StlState state;

        Compiled(String formula) {
            plan =
                    StlCompiler.compile(
                                    StlParser.parse(formula).formula(),
                                    new StlContext(
                                            1_000_000_000L, List.of("x"), Map.of(), Long.MAX_VALUE))
                            .plan();
            state = plan.newState();
        }

        double step(double value) {
            sample[0] = value;
            return plan.step(state, sample) ? state.robustness() : 0;
        }
    }

    /** A ring whose extremum is looked for anew at each sample. */
    private static final class NaiveWindow {
        private final double[] ring;
        private final boolean minimum;
        private int at;

        NaiveWindow(int bound, boolean minimum) {
            this.ring = new double[bound + 1];
            this.minimum = minimum;
        }

        double step(double value) {
            ring[at] = value;
            at = at + 1 == ring.length ? 0 : at + 1;
            double found = ring[0];
            for (int i = 1; i < ring.length; i++) {
                found = minimum ? Math.min(found, ring[i]) : Math.max(found, ring[i]);
            }
            return found;
        }
    }

    /** The sliding minimum of Lemire (2006), and nothing besides. */
    private static final class BareDeque {
        private final int bound;
        private final int mask;
        private final double[] values;
        private final long[] indexes;
        private long head;
        private long tail;
        private long index;

        BareDeque(int bound) {
            this.bound = bound;
            int capacity = Integer.highestOneBit(bound + 1) << 1;
            this.mask = capacity - 1;
            this.values = new double[capacity];
            this.indexes = new long[capacity];
        }

        double step(double value) {
            while (tail > head && values[(int) (tail - 1) & mask] >= value) {
                tail--;
            }
            values[(int) tail & mask] = value;
            indexes[(int) tail & mask] = index;
            tail++;
            if (indexes[(int) head & mask] < index - bound) {
                head++;
            }
            index++;
            return values[(int) head & mask];
        }
    }
}
