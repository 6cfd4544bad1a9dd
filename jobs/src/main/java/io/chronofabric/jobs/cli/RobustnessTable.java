package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.stl.OfflineEvaluator;
import io.chronofabric.core.PlainText;
import io.chronofabric.state.codec.FormulaCaseJson;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Locale;

/** The robustness at each sample, a line each. */
final class RobustnessTable implements TraceAnswer {
    private static final long NANOS_PER_MILLI = 1_000_000L;

    private final PrintWriter out;
    private final boolean json;

    RobustnessTable(PrintWriter out, boolean json) {
        this.out = out;
        this.json = json;
    }

    @Override
    public void say(Sampled sampled) {
        double[] robustness =
                OfflineEvaluator.evaluate(
                        sampled.formula(),
                        sampled.context(),
                        sampled.samples().columns(),
                        sampled.samples().length());
        for (int i = 0; i < robustness.length; i++) {
            print(sampled.nanosOf(i), sampled.entity(), robustness[i]);
        }
    }

    private void print(long nanos, String entity, double robustness) {
        if (json) {
            out.println(FormulaCaseJson.sample(nanos / NANOS_PER_MILLI, entity, robustness));
        } else {
            out.printf(
                    Locale.ROOT,
                    "%-24s  %s  %s%n",
                    Instant.ofEpochSecond(0, nanos),
                    PlainText.visible(entity),
                    text(robustness));
        }
    }

    /** A robustness for people. */
    static String text(double robustness) {
        return Double.isInfinite(robustness)
                ? robustness > 0 ? "inf" : "-inf"
                : Double.toString(robustness + 0.0);
    }
}
