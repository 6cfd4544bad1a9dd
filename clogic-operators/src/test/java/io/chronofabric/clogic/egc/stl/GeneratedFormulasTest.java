package io.chronofabric.clogic.egc.stl;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Thousands of generated formulas and traces against the definition. */
class GeneratedFormulasTest {

    private static final int FORMULAS = 3000;
    private static final double TOLERANCE = 1e-9;

    private final long seed = Generator.seed();
    private final Random random = new Random(seed);

    @RegisterExtension
    final AfterTestExecutionCallback seedOfAFailure =
            context ->
                    context.getExecutionException()
                            .ifPresent(failed -> System.err.println("failed with -Dseed=" + seed));

    @Test
    void offlineRobustnessIsThatOfTheDefinition() {
        Generator generator = new Generator(random, true, true);
        for (int i = 0; i < FORMULAS; i++) {
            String text = generator.formula(1 + random.nextInt(4));
            double[][] trace = generator.trace(random.nextInt(20) + 1);
            Formula formula = parsed(text);
            double[] expected = Definition.robustness(formula, trace);
            double[] actual =
                    OfflineEvaluator.evaluate(formula, Definition.CONTEXT, trace, trace[0].length);
            assertSame(text, expected, actual, expected.length);
        }
    }

    @Test
    void canonicalTextReadsBackAsTheSameFormula() {
        Generator generator = new Generator(random, true, true);
        for (int i = 0; i < FORMULAS; i++) {
            Formula formula = parsed(generator.formula(1 + random.nextInt(4)));
            assertThat(parsed(formula.toString()))
                    .as("seed %d: %s", seed, formula)
                    .isEqualTo(formula);
        }
    }

    @Test
    void onlineAnswersAreThoseOfTheDefinitionWhateverTheStateGoesThrough() throws IOException {
        Generator generator = new Generator(random, false, true);
        for (int i = 0; i < FORMULAS; i++) {
            String text = generator.formula(1 + random.nextInt(4));
            StlPlan plan = compiled(text);
            int entities = 1 + random.nextInt(3);
            double[][][] traces = new double[entities][][];
            double[][] expected = new double[entities][];
            StlState[] states = new StlState[entities];
            int length = 1 + random.nextInt(40);
            for (int e = 0; e < entities; e++) {
                traces[e] = generator.trace(length);
                expected[e] = Definition.robustness(parsed(text), traces[e]);
                states[e] = plan.newState();
            }
            for (int t = 0; t < length; t++) {
                for (int e = 0; e < entities; e++) {
                    states[e] = disturbed(plan, states[e]);
                    boolean answered = plan.step(states[e], sample(plan, traces[e], t));
                    require(answered == t >= plan.future(), text, t);
                    if (answered) {
                        int about = (int) (t - plan.future());
                        require(states[e].answerIndex() == about, text, t);
                        requireClose(expected[e][about], states[e].robustness(), text, t);
                    }
                }
            }
        }
    }

    @Test
    void intervalsHoldEveryCompletionNarrowAndEndInTheAnswer() {
        double limit = 1e9;
        Generator generator = new Generator(random, false, true);
        for (int i = 0; i < FORMULAS; i++) {
            String text = generator.formula(1 + random.nextInt(4));
            Formula formula = parsed(text);
            int future = (int) compiled(text).future();
            double[][] trace = generator.trace(future + 1 + random.nextInt(12));
            int length = trace[0].length;
            int settled = length - future;
            double[] low = new double[length];
            double[] high = new double[length];
            Arrays.fill(low, Double.NEGATIVE_INFINITY);
            Arrays.fill(high, Double.POSITIVE_INFINITY);
            for (int seen = 0; seen <= length; seen++) {
                IntervalEvaluator.Bounds bounds =
                        IntervalEvaluator.evaluate(
                                formula, Definition.CONTEXT, trace, seen, length, -limit, limit);
                double[] completed =
                        Definition.robustness(
                                formula, completed(trace, generator.trace(length), seen));
                for (int t = 0; t < settled; t++) {
                    double lower = bounds.lower()[t];
                    double upper = bounds.upper()[t];
                    require(lower >= low[t] && upper <= high[t], text, t);
                    require(
                            lower <= completed[t] + TOLERANCE && completed[t] <= upper + TOLERANCE,
                            text,
                            t);
                    if (seen > t + future) {
                        requireClose(completed[t], lower, text, t);
                        requireClose(completed[t], upper, text, t);
                    }
                    low[t] = lower;
                    high[t] = upper;
                }
            }
        }
    }

    /** A trace that goes on as another one does. */
    private static double[][] completed(double[][] trace, double[][] other, int seen) {
        double[][] completed = new double[trace.length][];
        for (int signal = 0; signal < trace.length; signal++) {
            completed[signal] = other[signal].clone();
            System.arraycopy(trace[signal], 0, completed[signal], 0, seen);
        }
        return completed;
    }

    @Test
    void theDecidingPredicateHasTheRobustnessAtItsSample() {
        Generator generator = new Generator(random, false, false);
        for (int i = 0; i < FORMULAS; i++) {
            String text = generator.formula(1 + random.nextInt(4));
            StlPlan plan = compiled(text);
            double[][] trace = generator.trace(1 + random.nextInt(40));
            StlState state = plan.newState();
            for (int t = 0; t < trace[0].length; t++) {
                if (!plan.step(state, sample(plan, trace, t))) {
                    continue;
                }
                if (Double.isInfinite(state.robustness())) {
                    require(state.decidingPredicate() == -1, text, t);
                    require(state.decidingIndex() == -1, text, t);
                } else {
                    long about = state.answerIndex();
                    long decidedAt = state.decidingIndex();
                    require(decidedAt >= 0 && decidedAt <= about + plan.future(), text, t);
                    require(about - decidedAt <= plan.past(), text, t);
                    Formula leaf = parsed(plan.predicate(state.decidingPredicate()));
                    double margin = Definition.robustness(leaf, trace)[(int) decidedAt];
                    requireClose(Math.abs(state.robustness()), Math.abs(margin), text, t);
                }
            }
        }
    }

    @Test
    void anAnswerDependsOnNoSampleFurtherBackThanPast() {
        Generator generator = new Generator(random, false, true);
        int bounded = 0;
        for (int i = 0; i < FORMULAS; i++) {
            String text = generator.formula(1 + random.nextInt(4));
            StlPlan plan = compiled(text);
            if (plan.past() == Long.MAX_VALUE) {
                continue;
            }
            bounded++;
            int past = (int) plan.past();
            int future = (int) plan.future();
            double[][] trace = generator.trace(past + future + 5);
            Formula formula = parsed(text);
            double all = Definition.robustness(formula, trace)[past + 4];
            double[][] suffix = Definition.suffix(trace, 4);
            requireClose(all, Definition.robustness(formula, suffix)[past], text, past);
        }
        assertThat(bounded).isGreaterThan(FORMULAS / 4);
    }

    private StlState disturbed(StlPlan plan, StlState state) throws IOException {
        return switch (random.nextInt(8)) {
            case 0 -> {
                StlState copy = state.copy();
                plan.step(state, new double[] {9, 9, 9});
                yield copy;
            }
            case 1 -> {
                ByteArrayOutputStream bytes = new ByteArrayOutputStream();
                state.write(new DataOutputStream(bytes));
                StlState read =
                        StlState.read(
                                new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
                require(read.equals(state), "a state read back", 0);
                yield read;
            }
            default -> state;
        };
    }

    static double[] sample(StlPlan plan, double[][] trace, int t) {
        double[] values = new double[plan.signals().size()];
        for (int i = 0; i < values.length; i++) {
            values[i] = trace[Definition.SIGNALS.indexOf(plan.signals().get(i))][t];
        }
        return values;
    }

    private Formula parsed(String text) {
        StlParser.Result result = StlParser.parse(text);
        assertThat(result.formula())
                .as("seed %d: %s: %s", seed, text, result.problems())
                .isNotNull();
        return result.formula();
    }

    private StlPlan compiled(String text) {
        StlCompiler.Result result = StlCompiler.compile(parsed(text), Definition.CONTEXT);
        assertThat(result.plan()).as("seed %d: %s: %s", seed, text, result.problems()).isNotNull();
        return result.plan();
    }

    private void assertSame(String text, double[] expected, double[] actual, int count) {
        for (int t = 0; t < count; t++) {
            requireClose(expected[t], actual[t], text, t);
        }
    }

    private void requireClose(double expected, double actual, String text, int t) {
        if (expected != actual && !(Math.abs(expected - actual) <= TOLERANCE)) {
            assertThat(actual).as("seed %d: %s at %d", seed, text, t).isEqualTo(expected);
        }
    }

    /** Says what failed only if it does: this runs a million times. */
    private void require(boolean holds, String text, int t) {
        if (!holds) {
            throw new AssertionError("seed " + seed + ": " + text + " at " + t);
        }
    }
}
