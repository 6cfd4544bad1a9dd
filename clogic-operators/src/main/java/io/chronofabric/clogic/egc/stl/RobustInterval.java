package io.chronofabric.clogic.egc.stl;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * What can be said of the first answer that a plan has not given yet: between which bounds its
 * robustness will be, whatever samples come (the robust satisfaction interval of Deshmukh et al.
 * 2017, "Robust online monitoring of signal temporal logic"). As samples come in, the interval of a
 * moment only narrows.
 *
 * <p>All is read off the state that the plan keeps anyway, with a fixed number of operations for
 * each operator (before the first answer, for a window the logarithm of its width) and without
 * allocating. From the time on that the plan answers, the bounds are the tightest there are.
 * Before, the moment is the first one, and of a part that itself looks ahead or back only what
 * holds of it at all times is used where it is not settled: the bounds are sound and narrow, and
 * the tightest where no looking operator stands inside one that looks ahead.
 *
 * <p>They hold as long as the samples keep to the ranges that were declared, and are numbers.
 *
 * <p>Reusable for any number of states of its plan. Not thread-safe.
 */
public final class RobustInterval {
    /**
     * Most views. A formula of a few lines can need its innermost part at thousands of steps; of
     * the rest of them then only what holds at every step is used.
     */
    static final int MAX_VIEWS = 4096;

    private static final long ANY_STEP = -1;

    /**
     * A line of the plan as it will be some steps before the one looked at.
     *
     * @param line which
     * @param before how many steps before, or {@link #ANY_STEP}
     * @param left view of its first operand, or {@link PlanCode#NONE}
     * @param right view of its second
     */
    private record View(PlanCode.Line line, long before, int left, int right) {}

    private record Place(int line, long before) {}

    private final StlPlan plan;
    private final List<PlanCode.Line> program;
    private final List<ValueRange> margins;
    private final Map<Place, Integer> places = new HashMap<>();
    private final List<View> views = new ArrayList<>();
    private final View[] inOrder;
    private final int root;
    private final Outlook outlook;
    private long moment;

    /**
     * @param margins for each predicate of the plan, what its margin can be
     */
    RobustInterval(StlPlan plan, List<PlanCode.Line> program, int root, List<ValueRange> margins) {
        this.plan = plan;
        this.program = program;
        this.margins = margins;
        this.root = view(root, 0);
        this.inOrder = views.toArray(View[]::new);
        this.outlook = new Outlook(inOrder.length);
        for (int place = 0; place < inOrder.length; place++) {
            bound(place, inOrder[place]);
            outlook.set(place, outlook.least[place], outlook.most[place]);
        }
    }

    private int view(int line, long before) {
        if (line == PlanCode.NONE) {
            return PlanCode.NONE;
        }
        boolean tooMany = before > 0 && views.size() >= MAX_VIEWS;
        Place place = new Place(line, tooMany ? ANY_STEP : before);
        Integer known = places.get(place);
        if (known != null) {
            return known;
        }
        PlanCode.Line each = program.get(line);
        long operands =
                place.before == ANY_STEP
                        ? ANY_STEP
                        : StlPlan.saturatedSum(before, each.operator().lookback());
        int left = view(each.left(), operands);
        int right = view(each.right(), operands);
        views.add(new View(each, place.before, left, right));
        places.put(place, views.size() - 1);
        return views.size() - 1;
    }

    private void bound(int place, View view) {
        if (view.line.operator() instanceof Operator.Judge judge) {
            ValueRange range = margins.get(judge.id());
            outlook.setAlways(place, range.least(), range.most());
        } else {
            view.line.operator().bound(outlook, place, view.left, view.right);
        }
    }

    /**
     * Looks at a state; what is said after that is about it as it is now.
     *
     * @throws IllegalArgumentException if the state is of another plan
     */
    public void look(StlState state) {
        plan.demand(state);
        outlook.doubles = state.doubles;
        outlook.longs = state.longs;
        outlook.seen = state.samples();
        long step = Math.max(outlook.seen, plan.future());
        moment = step - plan.future();
        for (int place = 0; place < inOrder.length; place++) {
            View view = inOrder[place];
            outlook.step = step - view.before;
            // What has been is in the rings.
            if (view.before != ANY_STEP && outlook.step >= outlook.seen) {
                view.line.operator().foresee(outlook, place, view.left, view.right);
            }
        }
    }

    /** Which sample the interval is about, counted from 0: the first without an answer. */
    public long moment() {
        return moment;
    }

    /** The least that the robustness can be. */
    public double low() {
        return outlook.low[root];
    }

    /** The most that it can be. */
    public double high() {
        return outlook.high[root];
    }

    /** Whether it is known by now that the formula holds, or that it does not. */
    public boolean conclusive() {
        return low() > 0 || high() < 0;
    }
}
