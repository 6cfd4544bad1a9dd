package io.chronofabric.core;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;

/**
 * Finds what somebody probably meant to write. The distance is that of Damerau (1964) in its
 * restricted form: insertions, deletions, substitutions and swaps of neighbours count one each;
 * upper and lower case are the same.
 */
public final class DidYouMean {
    /** Longer words are no typos of anything; this also bounds the work on hostile input. */
    private static final int MAX_LENGTH = 64;

    private DidYouMean() {}

    /**
     * The known word nearest to a given one, if it is near enough to be meant: about one slip for
     * each three characters. Of equally near words the first in alphabetical order.
     *
     * @param given the word as written
     * @param known the words that would have been right
     */
    public static Optional<String> suggest(String given, Collection<String> known) {
        if (given.isEmpty() || given.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String lower = given.toLowerCase(Locale.ROOT);
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        for (String word : known) {
            if (word.length() > MAX_LENGTH) {
                continue;
            }
            int longer = Math.max(given.length(), word.length());
            int distance = distance(lower, word.toLowerCase(Locale.ROOT));
            boolean near =
                    distance <= (longer + 2) / 3
                            && distance < Math.min(given.length(), word.length());
            boolean better =
                    distance < bestDistance
                            || (distance == bestDistance
                                    && best != null
                                    && word.compareTo(best) < 0);
            if (near && better) {
                best = word;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitution = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
                int cost = Math.min(Math.min(row[j - 1], last[j]) + 1, last[j - 1] + substitution);
                if (i > 1
                        && j > 1
                        && a.charAt(i - 1) == b.charAt(j - 2)
                        && a.charAt(i - 2) == b.charAt(j - 1)) {
                    cost = Math.min(cost, beforeLast[j - 2] + 1);
                }
                row[j] = cost;
            }
            int[] free = beforeLast;
            beforeLast = last;
            last = row;
            row = free;
        }
        return last[b.length()];
    }
}
