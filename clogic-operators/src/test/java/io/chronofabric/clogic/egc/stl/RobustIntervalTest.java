package io.chronofabric.clogic.egc.stl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RobustIntervalTest {
    private static final int FORMULAS = 3000;
    private static final double TOLERANCE = 1e-9;
    private static final double INF = Double.POSITIVE_INFINITY;

    private final long seed = Generator.seed();
    private final Random random = new Random(seed);

    @Test
    void onceAPlanAnswersTheIntervalsAreExactAndBeforeTheyHoldTheExactOnes() {
        Generator generator = new Generator(random, false, true);
        long narrow = 0;
        for (int i = 0; i < FORMULAS; i++) {
            String text = generator.formula(1 + random.nextInt(4));
            Formula formula = StlParserTest.formula(text);
            StlPlan plan = compiled(text, Definition.CONTEXT);
            int future = (int) plan.future();
            ValueRange margins =
                    random.nextBoolean()
                            ? ValueRange.ALL
                            : new ValueRange(-100, 100 + random.nextInt(3));
            RobustInterval interval = plan.robustInterval(margins);
            double[][] trace = clipped(generator.trace(future + 1 + random.nextInt(20)));
            int length = trace[0].length;
            StlState state = plan.newState();
            double low = -INF;
            double high = INF;
            for (int seen = 0; seen <= length; seen++) {
                interval.look(state);
                int moment = Math.max(0, seen - future);
                assertThat(interval.moment()).isEqualTo(moment);
                IntervalEvaluator.Bounds exact =
                        IntervalEvaluator.evaluate(
                                formula,
                                Definition.CONTEXT,
                                trace,
                                seen,
                                Math.max(length, moment + future + 1),
                                margins.least(),
                                margins.most());
                String where = "seed " + seed + ": " + text + " after " + seen;
                if (seen >= future) {
                    requireClose(exact.lower()[moment], interval.low(), where);
                    requireClose(exact.upper()[moment], interval.high(), where);
                    narrow += interval.low() > margins.least() ? 1 : 0;
                } else {
                    require(interval.low() <= exact.lower()[0] + TOLERANCE, where);
                    require(interval.high() >= exact.upper()[0] - TOLERANCE, where);
                }
                if (seen <= future) {
                    require(interval.low() >= low && interval.high() <= high, where);
                    low = interval.low();
                    high = interval.high();
                }
                if (seen < length) {
                    StlState before = state.copy();
                    plan.step(state, GeneratedFormulasTest.sample(plan, trace, seen));
                    require(!before.equals(state), where);
                    if (seen >= future) {
                        double answer = state.robustness();
                        require(answer >= interval.low() - TOLERANCE, where);
                        require(answer <= interval.high() + TOLERANCE, where);
                    }
                }
            }
        }
        assertThat(narrow).isGreaterThan(FORMULAS);
    }

    @Test
    void beforeTheFirstAnswerTheyAreExactWhereNothingThatLooksStandsInsideWhatLooksAhead() {
        Generator generator = new Generator(random, false, true);
        for (int i = 0; i < FORMULAS; i++) {
            String a = "(x " + (random.nextBoolean() ? "<" : ">") + " 1 xor y >= x)";
            String b = "(z <= 0 or not y > 1)";
            String text =
                    switch (random.nextInt(4)) {
                        case 0 -> "always[2,9]" + a;
                        case 1 -> "eventually[0,5]" + a + " and (once[0,4]" + b + ")";
                        case 2 -> a + " until[0,7] " + b;
                        default -> a + " unless[3,6] " + b;
                    };
            Formula formula = StlParserTest.formula(text);
            StlPlan plan = compiled(text, Definition.CONTEXT);
            ValueRange margins = new ValueRange(-12, 12);
            RobustInterval interval = plan.robustInterval(margins);
            double[][] trace = generator.trace((int) plan.future() + 1);
            StlState state = plan.newState();
            for (int seen = 0; seen <= plan.future(); seen++) {
                interval.look(state);
                IntervalEvaluator.Bounds exact =
                        IntervalEvaluator.evaluate(
                                formula, Definition.CONTEXT, trace, seen, trace[0].length, -12, 12);
                String where = "seed " + seed + ": " + text + " after " + seen;
                requireClose(exact.lower()[0], interval.low(), where);
                requireClose(exact.upper()[0], interval.high(), where);
                plan.step(state, GeneratedFormulasTest.sample(plan, trace, seen));
            }
        }
    }

    @Test
    void declaredRangesHoldTheMarginsOfEverySample() {
        Generator generator = new Generator(random, false, true);
        Map<String, ValueRange> ranges =
                Map.of(
                        "x",
                        new ValueRange(-3, 2),
                        "y",
                        new ValueRange(0.5, 4),
                        "z",
                        new ValueRange(-1, -1));
        StlContext context = Definition.CONTEXT.withRanges(ranges);
        String[] more = {
            "x / y > 1",
            "y / x > 1",
            "exp(x) < y",
            "sqrt(y) != x",
            "sqrt(x) > z",
            "pow(y, x) > 2",
            "abs(x) == 1"
        };
        int finite = 0;
        for (int i = 0; i < FORMULAS; i++) {
            String text = i < more.length ? more[i] : generator.formula(0);
            StlPlan plan = compiled(text, context);
            RobustInterval interval = plan.robustInterval();
            StlState state = plan.newState();
            for (int t = 0; t < 20; t++) {
                interval.look(state);
                finite += Double.isInfinite(interval.high()) ? 0 : 1;
                double[] sample = new double[plan.signals().size()];
                for (int s = 0; s < sample.length; s++) {
                    ValueRange range = ranges.get(plan.signals().get(s));
                    sample[s] =
                            t < 2
                                    ? (t == 0 ? range.least() : range.most())
                                    : range.least()
                                            + random.nextDouble() * (range.most() - range.least());
                }
                plan.step(state, sample);
                String where = "seed " + seed + ": " + text;
                require(interval.low() <= state.robustness(), where);
                require(state.robustness() <= interval.high(), where);
            }
        }
        assertThat(finite).isGreaterThan(FORMULAS);
    }

    @Test
    void aVerdictIsKnownBeforeTheWindowEnds() {
        StlContext context = new StlContext(1_000_000_000L, List.of("x"), Map.of(), 1 << 20);
        StlPlan plan = compiled("eventually[0,100] x > 0", context);
        RobustInterval interval = plan.robustInterval();
        StlState state = plan.newState();
        plan.step(state, new double[] {-1});
        interval.look(state);
        assertThat(interval.conclusive()).isFalse();
        plan.step(state, new double[] {3});
        interval.look(state);
        assertThat(interval.conclusive()).isTrue();
        assertThat(interval.moment()).isZero();
        assertThat(interval.low()).isEqualTo(3);
        assertThat(state.answered()).isFalse();
    }

    @Test
    void aFormulaThatNeedsItsPartsAtThousandsOfStepsIsStillLookedAt() {
        StringBuilder formula = new StringBuilder("x > 0");
        for (int i = 0; i < 13; i++) {
            formula.insert(0, '(').append(") since[").append(1 << i).append(",").append(1 << i);
            formula.append("] (y > ").append(i).append(")");
        }
        formula.append(" and eventually[0,9000] z > 0");
        StlPlan plan = compiled(formula.toString(), Definition.CONTEXT);
        ValueRange margins = new ValueRange(-100, 100);
        RobustInterval interval = plan.robustInterval(margins);
        StlState state = plan.newState();
        double[] low = {Double.NEGATIVE_INFINITY};
        for (int t = 0; t < 9100; t++) {
            interval.look(state);
            require(t > 9000 || interval.low() >= low[0], "after " + t);
            low[0] = interval.low();
            double least = interval.low();
            double most = interval.high();
            if (plan.step(state, new double[] {t % 7, t % 11, t % 5 - 3})) {
                require(least <= state.robustness() && state.robustness() <= most, "at " + t);
            }
        }
    }

    @Test
    void aStateOfAnotherPlanIsRefused() {
        StlPlan plan = compiled("x > 0", Definition.CONTEXT);
        RobustInterval interval = plan.robustInterval();
        assertThatThrownBy(() -> interval.look(compiled("y > 0", Definition.CONTEXT).newState()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("another plan");
    }

    @Test
    void rangesAreChecked() {
        assertThatThrownBy(() -> new ValueRange(1, 0))
                .hasMessageContaining("[1.0, 0.0] (expected: two numbers in order)");
        assertThatThrownBy(() -> new ValueRange(Double.NaN, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Definition.CONTEXT.withRanges(Map.of("w", ValueRange.ALL)))
                .hasMessageContaining("range of w (expected: one of [x, y, z])");
    }

    @Test
    void lookingAllocatesNothing() {
        StlPlan plan =
                compiled("G[0,50](x > 0 -> F[0,10] y > 0) and (x U[1,20] y)", Definition.CONTEXT);
        RobustInterval interval = plan.robustInterval();
        StlState state = plan.newState();
        double[] values = new double[2];
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        step(plan, interval, state, values);
        long before = threads.getCurrentThreadAllocatedBytes();
        step(plan, interval, state, values);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(20_000);
    }

    private static void step(
            StlPlan plan, RobustInterval interval, StlState state, double[] values) {
        for (int t = 0; t < 20_000; t++) {
            values[0] = Math.floorMod(t * 31, 17) - 8;
            values[1] = Math.floorMod(t * 13, 11) - 5;
            plan.step(state, values);
            interval.look(state);
        }
    }

    /** Margins of the generated predicates stay within 100 either side for such samples. */
    private static double[][] clipped(double[][] trace) {
        for (double[] column : trace) {
            for (int t = 0; t < column.length; t++) {
                column[t] = Math.max(-2, Math.min(2, column[t]));
            }
        }
        return trace;
    }

    private static StlPlan compiled(String text, StlContext context) {
        StlCompiler.Result result = StlCompiler.compile(StlParserTest.formula(text), context);
        assertThat(result.plan()).as("%s: %s", text, result.problems()).isNotNull();
        return result.plan();
    }

    private static void requireClose(double expected, double actual, String where) {
        require(
                expected == actual || Math.abs(expected - actual) <= TOLERANCE,
                where + ": " + actual + " (expected: " + expected + ")");
    }

    private static void require(boolean holds, String where) {
        if (!holds) {
            throw new AssertionError(where);
        }
    }
}
