package io.chronofabric.operators.sequence;

import io.chronofabric.time.LogicalTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Events of tests, as numbers: millisecond, place, kind 0 to 9 and value 0 to 9. */
public final class Ev {
    private Ev() {}

    /** An event. */
    public static long of(long millis, int place, int kind, int value) {
        return ((millis * 1000 + place) * 10 + kind) * 10 + value;
    }

    /** Its time. */
    public static long millis(long event) {
        return event / 100_000;
    }

    /** Its kind. */
    public static int kind(long event) {
        return (int) (event / 10 % 10);
    }

    /** Its value. */
    public static int value(long event) {
        return (int) (event % 10);
    }

    /** Its identity. */
    public static LogicalTime time(long event) {
        return new LogicalTime(millis(event) * 1_000_000, event / 100 % 1000, 1);
    }

    /**
     * Events whose kinds are letters, {@code a} to {@code j}, a millisecond apart, from 1,000 on.
     */
    public static List<Long> line(String kinds) {
        List<Long> events = new ArrayList<>();
        for (int i = 0; i < kinds.length(); i++) {
            if (kinds.charAt(i) != ' ') {
                events.add(of(1000 + i, i, kinds.charAt(i) - 'a', 0));
            }
        }
        return events;
    }

    /** Events by chance, some at the same millisecond. */
    public static List<Long> random(Random random, int count, int kinds) {
        List<Long> events = new ArrayList<>();
        long millis = 1000;
        for (int i = 0; i < count; i++) {
            millis += random.nextInt(3);
            events.add(of(millis, i, random.nextInt(kinds), random.nextInt(5)));
        }
        return events;
    }

    /** A condition on the kind, given as letters. */
    static SequenceCondition<Long> is(String letters) {
        return SequenceCondition.onEvent(e -> letters.indexOf('a' + kind(e)) >= 0);
    }
}
