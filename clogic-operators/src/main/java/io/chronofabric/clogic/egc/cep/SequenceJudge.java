package io.chronofabric.clogic.egc.cep;

import io.chronofabric.clogic.egc.GovernanceOutput;
import io.chronofabric.clogic.egc.VerdictIds;
import io.chronofabric.clogic.egc.cep.SequenceTurn.Standing;
import io.chronofabric.clogic.egc.cep.SettlingState.Said;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Verdict;
import java.time.Instant;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.Locale;

/**
 * Puts the turns of an entity in order and says what they mean: the first answer of a trace and
 * each one that breaks or restores the rule, and the alerts that follow. An answer goes out when
 * its window has passed, as a monitor's does. Not safe for use by several threads.
 */
public final class SequenceJudge {
    private final SequenceRule rule;
    private final VerdictIds ids;
    private final Comparator<SequenceTurn> order;

    /**
     * @param rule the rule
     */
    public SequenceJudge(SequenceRule rule) {
        this.rule = rule;
        this.ids = new VerdictIds(rule.rule().ref());
        this.order =
                Comparator.comparingLong(this::dueAt)
                        .thenComparing(turn -> turn.standing() == Standing.ENDED)
                        .thenComparing(SequenceTurn::moment)
                        .thenComparing(SequenceTurn::standing)
                        .thenComparing(SequenceTurn::mark);
    }

    /** The watermark at which a turn's time has come. */
    private long dueAt(SequenceTurn turn) {
        return turn.standing() == Standing.ENDED
                ? rule.settledAt(turn.moment())
                : rule.dueAt(turn.moment());
    }

    /**
     * Takes a turn, in whatever order.
     *
     * @return the watermark to look at it
     */
    public long onTurn(SettlingState state, SequenceTurn turn) {
        state.waiting.add(turn);
        return dueAt(turn);
    }

    /** Says what the watermark settles. */
    public void advance(
            SettlingState state, String entity, long watermarkMillis, GovernanceOutput out) {
        List<SequenceTurn> waiting = state.waiting;
        waiting.sort(order);
        while (!waiting.isEmpty() && dueAt(waiting.get(0)) <= watermarkMillis) {
            SequenceTurn turn = waiting.remove(0);
            if (turn.standing() == Standing.ENDED) {
                end(state, turn, out);
            } else if (!isFollowed(turn, waiting)) {
                turn(state, entity, turn, out);
            } else if (turn.standing() == Standing.BEGUN) {
                state.said = Said.NOTHING;
            }
        }
    }

    private static boolean isFollowed(SequenceTurn turn, List<SequenceTurn> waiting) {
        return !waiting.isEmpty()
                && waiting.get(0).moment() == turn.moment()
                && waiting.get(0).standing() != Standing.ENDED;
    }

    private void turn(SettlingState state, String entity, SequenceTurn turn, GovernanceOutput out) {
        if (turn.standing() == Standing.BEGUN) {
            state.said = Said.NOTHING;
        }
        if (state.standing == Standing.UNKNOWN && turn.standing() != Standing.UNKNOWN) {
            out.unanswered(turn.moment() - state.unknownFrom);
        }
        if (turn.standing() == Standing.UNKNOWN) {
            state.unknownFrom =
                    state.standing == Standing.UNKNOWN ? state.unknownFrom : turn.moment();
            state.standing = Standing.UNKNOWN;
            return;
        }
        state.standing = turn.standing();
        boolean isBroken =
                turn.standing() == (rule.sequence().mustCome() ? Standing.UNSEEN : Standing.SEEN);
        Said now = isBroken ? Said.BROKEN : Said.HOLDS;
        if (now != state.said) {
            state.said = now;
            report(state, entity, turn, isBroken, out);
        }
    }

    /** Leaves the moments without an answer whose windows reach beyond the trace. */
    private void end(SettlingState state, SequenceTurn ended, GovernanceOutput out) {
        long from = rule.sequence().from();
        long firstOpen = ended.moment() - rule.sequence().width();
        long unanswered = Math.min(ended.moment() - ended.mark(), rule.sequence().to());
        if (state.standing == Standing.UNKNOWN) {
            unanswered += Math.max(0, firstOpen - state.unknownFrom);
        }
        for (Iterator<SequenceTurn> it = state.waiting.iterator(); it.hasNext(); ) {
            SequenceTurn turn = it.next();
            // The next trace begins after the moment that ended this one.
            if (turn.moment() <= ended.moment() + from && turn.standing() != Standing.ENDED) {
                it.remove();
            }
        }
        state.standing = Standing.ENDED;
        state.said = Said.NOTHING;
        if (unanswered > 0) {
            out.unanswered(unanswered);
        }
    }

    private void report(
            SettlingState state,
            String entity,
            SequenceTurn turn,
            boolean isBroken,
            GovernanceOutput out) {
        long timeMillis = rule.judgedMillis(turn.moment());
        double margin = isBroken ? Double.NEGATIVE_INFINITY : Double.POSITIVE_INFINITY;
        Verdict verdict =
                new Verdict(
                        ids.idOf(entity, timeMillis, 0),
                        rule.rule().ref(),
                        entity,
                        timeMillis,
                        Verdict.Kind.VERDICT,
                        margin,
                        margin,
                        0,
                        reason(turn, timeMillis));
        out.verdict(verdict);
        if (isBroken == state.alert.isEmpty()) {
            state.alert = isBroken ? verdict.id() : "";
            out.decision(decision(verdict, isBroken));
        }
    }

    /** What decided: the response and when it came, or that there was none. */
    private Verdict.Decider reason(SequenceTurn turn, long timeMillis) {
        String trigger = rule.sequence().trigger().toString();
        String response = rule.sequence().response().toString();
        return switch (turn.standing()) {
            case SEEN -> new Verdict.Decider(response, rule.grid().millisOf(turn.mark()));
            case UNSEEN -> new Verdict.Decider("no " + response + " after " + trigger, timeMillis);
            default -> new Verdict.Decider("no " + trigger, timeMillis);
        };
    }

    private static Decision decision(Verdict verdict, boolean isBroken) {
        String text =
                String.format(
                        Locale.ROOT,
                        "%s %s for %s at %s: %s at %s",
                        verdict.rule().id(),
                        isBroken ? "is broken" : "holds again",
                        verdict.entity(),
                        Instant.ofEpochMilli(verdict.timeMillis()),
                        verdict.decidedBy().predicate(),
                        Instant.ofEpochMilli(verdict.decidedBy().timeMillis()));
        return new Decision(
                (isBroken ? "alert-" : "clear-") + verdict.id(),
                verdict.id(),
                verdict.rule(),
                verdict.entity(),
                verdict.timeMillis(),
                isBroken ? Decision.Action.ALERT : Decision.Action.CLEAR,
                text);
    }

    /** The watermark to look again at; {@link Long#MAX_VALUE} for none. */
    public long wakeMillis(SettlingState state) {
        long wake = Long.MAX_VALUE;
        for (SequenceTurn turn : state.waiting) {
            wake = Math.min(wake, dueAt(turn));
        }
        return wake;
    }
}
