package io.chronofabric.clogic.egc;

import java.util.ArrayList;
import java.util.List;

/** Keeps the answers of one run in order of moment, to compare two runs. */
final class AnswerLog implements TraceRunner.Answers {
    private final List<Answer> answers = new ArrayList<>();

    @Override
    public void answer(long moment, double robustness, int predicate, long decidedAt) {
        // Adding 0.0 turns -0.0 into 0.0; records tell the two apart.
        answers.add(new Answer(moment, robustness + 0.0, predicate, decidedAt));
    }

    @Override
    public void unanswered(long moments) {
        // Counted when it happened; a correction only compares what was answered.
    }

    /** All answers, in order of moment. */
    List<Answer> answers() {
        return answers;
    }
}
