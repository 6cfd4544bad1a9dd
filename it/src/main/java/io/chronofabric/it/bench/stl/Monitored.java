package io.chronofabric.it.bench.stl;

import io.chronofabric.clogic.egc.stl.RobustInterval;
import io.chronofabric.clogic.egc.stl.StlCompiler;
import io.chronofabric.clogic.egc.stl.StlContext;
import io.chronofabric.clogic.egc.stl.StlParser;
import io.chronofabric.clogic.egc.stl.StlPlan;
import io.chronofabric.clogic.egc.stl.StlState;
import io.chronofabric.clogic.egc.stl.ValueRange;
import java.util.List;
import java.util.Map;

/** A compiled rule over x, or x and y, with the state of one entity. */
final class Monitored {
    static final String RESPONSE = "always[0,1000]((x > 250) -> eventually[0,100](x <= 250))";
    static final String FIVE_OPERATORS =
            "(historically[0,50](x <= 300) and (x > 50 since[0,200] y > 200))"
                    + " -> eventually[0,100] always[0,20](y <= 350)";

    private final StlPlan plan;
    private final StlState state;
    private final RobustInterval interval;
    private final double[] sample = new double[2];

    Monitored(String formula) {
        plan =
                StlCompiler.compile(
                                StlParser.parse(formula).formula(),
                                new StlContext(
                                        1_000_000_000L,
                                        List.of("x", "y"),
                                        Map.of(),
                                        Long.MAX_VALUE))
                        .plan();
        state = plan.newState();
        interval = plan.robustInterval(new ValueRange(-400, 400));
    }

    static String always(int bound) {
        return "always[0," + bound + "](x <= 250)";
    }

    static String until(int bound) {
        return "(x <= 390) until[0," + bound + "] (y > 380)";
    }

    /** The width of the interval of the next answer, after a sample. */
    double stepAndLook(double x, double y) {
        step(x, y);
        interval.look(state);
        return interval.high() - interval.low();
    }

    StlPlan plan() {
        return plan;
    }

    /** The margin that the sample settles, or NaN if none. */
    double step(double x, double y) {
        sample[0] = x;
        sample[1] = y;
        return plan.step(state, sample) ? state.robustness() : Double.NaN;
    }
}
