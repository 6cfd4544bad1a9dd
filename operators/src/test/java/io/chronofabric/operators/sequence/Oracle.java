package io.chronofabric.operators.sequence;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/**
 * Finds the matches of a pattern by its definition: every way to pick events for stages is tried.
 * Knows no greed and no skips. Can be told to be wrong in ways in which an engine might be.
 */
final class Oracle {
    enum Wrong {
        NOTHING,
        /** A gap exactly as long as allowed is allowed. */
        WITHIN_INCLUSIVE,
        /** What is forbidden is not looked at. */
        NO_NOTS,
        /** Relaxed is taken for any. */
        RELAXED_IS_ANY,
        /** A loop ends with its first event. */
        SHORT_LOOPS
    }

    private final Spec spec;
    private final List<Long> events;
    private final long endMillis;
    private final Wrong wrong;
    private final List<String> found = new ArrayList<>();
    private final List<int[]> path = new ArrayList<>();

    private Oracle(Spec spec, List<Long> events, long endMillis, Wrong wrong) {
        this.spec = spec;
        this.events = events;
        this.endMillis = endMillis;
        this.wrong = wrong;
    }

    static List<String> matches(Spec spec, List<Long> events, long endMillis, Wrong wrong) {
        Oracle oracle = new Oracle(spec, events, endMillis, wrong);
        oracle.enter(-1);
        oracle.found.sort(null);
        return oracle.found;
    }

    /** Tries the stages that may come after a stage that is done; -1 before the first. */
    private void enter(int done) {
        List<Spec.Stage> nots = new ArrayList<>();
        Spec.Stage notNext = null;
        for (int s = done + 1; s < spec.stages().size(); s++) {
            Spec.Stage stage = spec.stages().get(s);
            if (stage.kind() == SequenceStage.Kind.NOT_FOLLOWED_BY) {
                nots.add(stage);
                continue;
            }
            if (stage.kind() == SequenceStage.Kind.NOT_NEXT) {
                notNext = stage;
                continue;
            }
            for (int j : candidates(s, done < 0 ? null : stage.contiguity())) {
                if (notNext != null && fits(notNext, next())) {
                    continue;
                }
                if (isHitBefore(nots, next(), j)) {
                    continue;
                }
                path.add(new int[] {s, j});
                boolean stopped = isHitBefore(nots, j, j + 1);
                took(s, 1, stopped);
                path.remove(path.size() - 1);
            }
            if (!stage.optional()) {
                return;
            }
        }
    }

    private void took(int s, int count, boolean stopped) {
        Spec.Stage stage = spec.stages().get(s);
        if (count >= stage.min()) {
            end(s, stopped);
        }
        if (stopped) {
            return;
        }
        int max = wrong == Wrong.SHORT_LOOPS ? stage.min() : stage.max();
        if (count < max && !(count >= stage.min() && isHitNext(s + 1))) {
            for (int j : candidates(s, stage.inner())) {
                if (s + 1 < spec.stages().size()) {
                    Spec.Stage following = spec.stages().get(s + 1);
                    if (following.kind() == SequenceStage.Kind.NOT_FOLLOWED_BY
                            && isHitBefore(List.of(following), next(), j + 1)) {
                        continue;
                    }
                }
                path.add(new int[] {s, j});
                took(s, count + 1, false);
                path.remove(path.size() - 1);
            }
        }
        if (count >= stage.min()) {
            enter(s);
        }
    }

    /** Notes a match if nothing after the stage is needed. */
    private void end(int done, boolean stopped) {
        for (int s = done + 1; s < spec.stages().size(); s++) {
            Spec.Stage stage = spec.stages().get(s);
            boolean last = s == spec.stages().size() - 1;
            if (stage.kind() == SequenceStage.Kind.NOT_NEXT && last && !stopped) {
                if (next() < events.size()
                        && isInTime(events.get(next()))
                        && !fits(stage, next())) {
                    note();
                }
                return;
            }
            if (stage.kind() == SequenceStage.Kind.NOT_FOLLOWED_BY && last && !stopped) {
                absence(stage);
                return;
            }
            if (stage.kind() != SequenceStage.Kind.TAKES || !stage.optional()) {
                return;
            }
        }
        note();
    }

    private void absence(Spec.Stage stage) {
        long deadline = Long.MAX_VALUE;
        if (spec.withinMillis() > 0) {
            deadline = Ev.millis(event(0)) + spec.withinMillis();
        }
        if (stage.withinMillis() > 0) {
            long last = Ev.millis(event(path.size() - 1));
            deadline = Math.min(deadline, last + stage.withinMillis());
        }
        if (deadline > endMillis) {
            return;
        }
        for (int k = next(); k < events.size(); k++) {
            if (Ev.millis(events.get(k)) < deadline && fits(stage, k)) {
                return;
            }
        }
        note();
    }

    private List<Integer> candidates(int s, Contiguity contiguity) {
        Spec.Stage stage = spec.stages().get(s);
        List<Integer> found = new ArrayList<>();
        for (int j = next(); j < events.size(); j++) {
            boolean fits = fitsTaking(stage, j);
            if (fits && isInTime(events.get(j)) && isSoon(stage, events.get(j), contiguity)) {
                found.add(j);
            }
            if (contiguity == Contiguity.STRICT
                    || (contiguity == Contiguity.RELAXED
                            && fits
                            && wrong != Wrong.RELAXED_IS_ANY)) {
                break;
            }
        }
        return found;
    }

    private boolean isSoon(Spec.Stage stage, long event, Contiguity contiguity) {
        return stage.withinMillis() == 0
                || contiguity == null
                || path.get(path.size() - 1)[0] == spec.stages().indexOf(stage)
                || Ev.millis(event) - Ev.millis(event(path.size() - 1)) < stage.withinMillis();
    }

    private boolean isInTime(long event) {
        if (spec.withinMillis() == 0 || path.isEmpty()) {
            return true;
        }
        long gap = Ev.millis(event) - Ev.millis(event(0));
        return wrong == Wrong.WITHIN_INCLUSIVE
                ? gap <= spec.withinMillis()
                : gap < spec.withinMillis();
    }

    /** An event that must not be next ends a loop too. */
    private boolean isHitNext(int s) {
        return s < spec.stages().size()
                && spec.stages().get(s).kind() == SequenceStage.Kind.NOT_NEXT
                && fits(spec.stages().get(s), next());
    }

    private boolean isHitBefore(List<Spec.Stage> nots, int from, int to) {
        if (wrong == Wrong.NO_NOTS) {
            return false;
        }
        for (int k = from; k < Math.min(to, events.size()); k++) {
            for (Spec.Stage not : nots) {
                if (fits(not, k)) {
                    return true;
                }
            }
        }
        return false;
    }

    private boolean fits(Spec.Stage not, int index) {
        return index < events.size()
                && wrong != Wrong.NO_NOTS
                && not.fits(events.get(index), List.of(), List.of());
    }

    private boolean fitsTaking(Spec.Stage stage, int index) {
        List<Long> ofFirst = new ArrayList<>();
        List<Long> ofThis = new ArrayList<>();
        for (int[] step : path) {
            if (step[0] == 0) {
                ofFirst.add(events.get(step[1]));
            }
            if (spec.stages().get(step[0]) == stage) {
                ofThis.add(events.get(step[1]));
            }
        }
        return stage.fits(events.get(index), ofFirst, ofThis);
    }

    private int next() {
        return path.isEmpty() ? 0 : path.get(path.size() - 1)[1] + 1;
    }

    private long event(int step) {
        return events.get(path.get(step)[1]);
    }

    private void note() {
        TreeMap<String, List<Long>> byStage = new TreeMap<>();
        for (int[] step : path) {
            byStage.computeIfAbsent(spec.stages().get(step[0]).name(), n -> new ArrayList<>())
                    .add(events.get(step[1]));
        }
        found.add(byStage.toString());
    }
}
