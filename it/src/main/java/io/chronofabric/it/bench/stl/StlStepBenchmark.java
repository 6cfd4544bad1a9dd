package io.chronofabric.it.bench.stl;

import io.chronofabric.it.bench.Peer;
import java.util.SplittableRandom;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

/** One sample through a rule, by the compiled plan and by hand. Samples are seeded noise. */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class StlStepBenchmark {

    /** The signals. */
    @State(Scope.Thread)
    public static class Noise {
        private static final int SAMPLES = 1 << 15;

        private final double[] samples =
                new SplittableRandom(42).doubles(SAMPLES, 0, 400).toArray();
        private int next;

        double value() {
            double value = samples[next];
            next = (next + 1) & (SAMPLES - 1);
            return value;
        }
    }

    /** Rules whose cost must not depend on the bound. */
    @State(Scope.Thread)
    public static class Bounded {
        @Param({"10", "100", "1000", "10000"})
        private int bound;

        private Monitored always;
        private SlidingFold bareAlways;
        private Monitored until;
        private UntilKernel bareUntil;

        /** Compiles them for the bound. */
        @Setup
        public void compile() {
            always = new Monitored(Monitored.always(bound));
            bareAlways = new SlidingFold(bound + 1);
            until = new Monitored(Monitored.until(bound));
            bareUntil = new UntilKernel(390, 380, bound);
        }
    }

    private final Monitored response = new Monitored(Monitored.RESPONSE);
    private final ResponseKernel bareResponse = new ResponseKernel();
    private final Monitored fiveOperators = new Monitored(Monitored.FIVE_OPERATORS);
    private final FiveOperatorKernel bareFiveOperators = new FiveOperatorKernel();
    private final double[] window = new double[1001];
    private int newest;

    /** {@code always[0,bound]}, compiled. */
    @Benchmark
    @Peer("bareAlways")
    public double always(Noise noise, Bounded rules) {
        return rules.always.step(noise.value(), 0);
    }

    /** {@code always[0,bound]}, by hand. */
    @Benchmark
    @Peer("bareAlways")
    public double bareAlways(Noise noise, Bounded rules) {
        return rules.bareAlways.smallest(250 - noise.value());
    }

    /** {@code always[0,1000]}, the window rescanned at each sample. */
    @Benchmark
    public double rescannedAlways1000(Noise noise) {
        window[newest] = 250 - noise.value();
        newest = newest == 1000 ? 0 : newest + 1;
        double found = window[0];
        for (int i = 1; i < window.length; i++) {
            found = Math.min(found, window[i]);
        }
        return found;
    }

    /** {@code until[0,bound]}, compiled. */
    @Benchmark
    @Peer("bareUntil")
    public double until(Noise noise, Bounded rules) {
        return rules.until.step(noise.value(), noise.value());
    }

    /** {@code until[0,bound]}, by hand. */
    @Benchmark
    @Peer("bareUntil")
    public double bareUntil(Noise noise, Bounded rules) {
        return rules.bareUntil.step(noise.value(), noise.value());
    }

    /** {@code always[0,1000](p -> eventually[0,100] q)}, compiled. */
    @Benchmark
    @Peer("bareResponse")
    public double response(Noise noise) {
        return response.step(noise.value(), 0);
    }

    /** {@code always[0,1000](p -> eventually[0,100] q)}, by hand. */
    @Benchmark
    @Peer("bareResponse")
    public double bareResponse(Noise noise) {
        return bareResponse.step(noise.value());
    }

    /** Five operators that look back and ahead, compiled. */
    @Benchmark
    @Peer("bareFiveOperators")
    public double fiveOperators(Noise noise) {
        return fiveOperators.step(noise.value(), noise.value());
    }

    /** {@code until[0,bound]}, compiled, with the robust interval of the next answer. */
    @Benchmark
    @Peer("until")
    public double untilInterval(Noise noise, Bounded rules) {
        return rules.until.stepAndLook(noise.value(), noise.value());
    }

    /** {@code always[0,1000](p -> eventually[0,100] q)}, with the robust interval. */
    @Benchmark
    @Peer("response")
    public double responseInterval(Noise noise) {
        return response.stepAndLook(noise.value(), 0);
    }

    /** Five operators, with the robust interval. */
    @Benchmark
    @Peer("fiveOperators")
    public double fiveOperatorsInterval(Noise noise) {
        return fiveOperators.stepAndLook(noise.value(), noise.value());
    }

    /** Five operators that look back and ahead, by hand. */
    @Benchmark
    @Peer("bareFiveOperators")
    public double bareFiveOperators(Noise noise) {
        return bareFiveOperators.step(noise.value(), noise.value());
    }
}
