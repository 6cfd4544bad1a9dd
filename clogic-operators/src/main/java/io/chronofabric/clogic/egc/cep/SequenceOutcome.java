package io.chronofabric.clogic.egc.cep;

import io.chronofabric.clogic.egc.cep.SequenceEdge.Role;
import io.chronofabric.clogic.egc.cep.SequenceTurn.Standing;
import io.chronofabric.clogic.egc.stl.SequenceFormula;
import java.util.function.Consumer;

/** What follows from what a pattern found: turns. Immutable and thread-safe. */
public final class SequenceOutcome {
    private final SequenceFormula sequence;

    /**
     * @param rule the rule that the pattern is of
     */
    public SequenceOutcome(SequenceRule rule) {
        this.sequence = rule.sequence();
    }

    /**
     * The pattern was completed in time.
     *
     * @param opened the edge that opened it
     * @param closed the edge that closed it
     */
    public void closed(SequenceEdge opened, SequenceEdge closed, Consumer<SequenceTurn> out) {
        if (closed.role() == Role.END) {
            return;
        }
        long came = closed.moment();
        if (opened.role() == Role.FIRST) {
            if (opened.isTold() || !sequence.mustCome()) {
                tell(opened, opened.moment(), Standing.SEEN, came, out);
            }
            if (sequence.trigger().isMomentary() && !sequence.mustCome()) {
                tell(opened, opened.moment() + 1, Standing.IDLE, 0, out);
            }
            return;
        }
        long seesFrom = Math.max(opened.runStart(), came - sequence.width());
        boolean isSeen = seesFrom < opened.moment();
        if (isSeen && (seesFrom > opened.runStart() || !sequence.mustCome())) {
            tell(opened, seesFrom, Standing.SEEN, came, out);
        }
        if (!isSeen || !sequence.mustCome()) {
            tell(opened, opened.moment(), Standing.IDLE, 0, out);
        }
    }

    /** The window passed and nothing completed the pattern. */
    public void timedOut(SequenceEdge opened, Consumer<SequenceTurn> out) {
        if (opened.role() == Role.LAST) {
            tell(opened, opened.moment(), Standing.IDLE, 0, out);
            return;
        }
        tell(opened, opened.moment(), Standing.UNSEEN, 0, out);
        if (sequence.trigger().isMomentary()) {
            tell(opened, opened.moment() + 1, Standing.IDLE, 0, out);
        }
    }

    private static void tell(
            SequenceEdge of,
            long moment,
            Standing standing,
            long mark,
            Consumer<SequenceTurn> out) {
        out.accept(new SequenceTurn(of.entity(), moment, standing, mark));
    }
}
