package io.chronofabric.it.bench.sequence;

import io.chronofabric.operators.sequence.SequenceCondition;
import io.chronofabric.operators.sequence.SequencePattern;
import io.chronofabric.time.LogicalTime;
import java.time.Duration;

/**
 * The events of one key, a millisecond apart, and the pattern on them: an a, then b's with anything
 * between, then a c. Every a begins partial matches, and each b adds one for each a that is open.
 */
final class HotKey {
    /** How long a match may last. */
    static final Duration WITHIN = Duration.ofMillis(200);

    private HotKey() {}

    /** A c closes in 2,000 events, an a opens in 25; of the others every second is a b. */
    static char kind(long event) {
        if (event % 2_000 == 1_999) {
            return 'c';
        }
        if (event % 25 == 0) {
            return 'a';
        }
        return event % 2 == 0 ? 'b' : 'x';
    }

    static LogicalTime time(long event) {
        return new LogicalTime((event + 1) * 1_000_000, 0, 1);
    }

    /** The pattern; without a limit of time where none is given. */
    static SequencePattern<Long> pattern(Duration within) {
        SequencePattern.Builder<Long> builder =
                SequencePattern.<Long>builder("hot", 1)
                        .begin("a", is('a'))
                        .followedBy("b", is('b'))
                        .oneOrMore()
                        .followedBy("c", is('c'));
        return (within == null ? builder : builder.within(within)).build();
    }

    /** What an event adds to the checksum of its match. */
    static long mix(String stage, long event) {
        long z = event * 0x9E3779B97F4A7C15L + stage.charAt(0);
        z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
        return z ^ (z >>> 31);
    }

    private static SequenceCondition<Long> is(char kind) {
        return SequenceCondition.onEvent(event -> kind(event) == kind);
    }
}
