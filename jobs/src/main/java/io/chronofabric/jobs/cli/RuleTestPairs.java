package io.chronofabric.jobs.cli;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * A complete list of expectations, paired with what came: what is about the same and fits is a
 * pair; what is left over on either side is a difference.
 *
 * @param missing expectations that nothing fits, in order
 * @param unexpected what came and no expectation is about, in order
 * @param <E> the expectations
 * @param <G> what came
 */
record RuleTestPairs<E, G>(List<Missing<E, G>> missing, List<G> unexpected) {

    /**
     * An expectation that nothing fits.
     *
     * @param expected the expectation
     * @param instead what came that is about the same, if anything did
     */
    record Missing<E, G>(E expected, Optional<G> instead) {}

    /**
     * Pairs them.
     *
     * @param subjectOf what an expectation is about
     * @param subjectOfCame what something that came is about, equal if it is the same
     * @param fits whether two that are about the same agree
     */
    static <E, G> RuleTestPairs<E, G> of(
            List<E> expected,
            Function<E, ?> subjectOf,
            List<G> came,
            Function<G, ?> subjectOfCame,
            BiPredicate<E, G> fits) {
        Map<Object, List<Integer>> left = new HashMap<>();
        boolean[] isPaired = new boolean[came.size()];
        for (int i = 0; i < came.size(); i++) {
            left.computeIfAbsent(subjectOfCame.apply(came.get(i)), subject -> new ArrayList<>())
                    .add(i);
        }
        List<E> unmet = new ArrayList<>();
        for (E each : expected) {
            List<Integer> same = left.getOrDefault(subjectOf.apply(each), List.of());
            Optional<Integer> found =
                    same.stream().filter(place -> fits.test(each, came.get(place))).findFirst();
            found.ifPresentOrElse(
                    place -> {
                        same.remove(place);
                        isPaired[place] = true;
                    },
                    () -> unmet.add(each));
        }
        List<Missing<E, G>> missing = new ArrayList<>();
        for (E each : unmet) {
            List<Integer> same = left.getOrDefault(subjectOf.apply(each), List.of());
            Optional<Integer> other = same.stream().findFirst();
            other.ifPresent(
                    place -> {
                        same.remove(place);
                        isPaired[place] = true;
                    });
            missing.add(new Missing<>(each, other.map(came::get)));
        }
        List<G> unexpected = new ArrayList<>();
        for (int i = 0; i < came.size(); i++) {
            if (!isPaired[i]) {
                unexpected.add(came.get(i));
            }
        }
        return new RuleTestPairs<>(missing, unexpected);
    }
}
