package io.chronofabric.clogic.egc;

import java.util.Collection;
import java.util.TreeMap;

/** Keeps the answers of one run by moment, to compare two runs. Bounded by the run's reach. */
final class AnswerLog implements TraceRunner.Answers {
    private final TreeMap<Long, Answer> answers = new TreeMap<>();

    @Override
    public void answer(long moment, double robustness, int predicate, long decidedAt) {
        answers.put(moment, new Answer(moment, robustness, predicate, decidedAt));
    }

    @Override
    public void unanswered(long moments) {
        // Counted when it happened; a correction only compares what was answered.
    }

    /** All answers, by moment. */
    Collection<Answer> answers() {
        return answers.values();
    }

    /** The answer for a moment, or null where there is none. */
    Answer at(long moment) {
        return answers.get(moment);
    }
}
