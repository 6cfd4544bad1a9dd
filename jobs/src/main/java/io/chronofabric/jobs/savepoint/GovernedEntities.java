package io.chronofabric.jobs.savepoint;

import io.chronofabric.clogic.egc.EntityReport;
import io.chronofabric.clogic.egc.EntityState;
import io.chronofabric.clogic.egc.RulesState;
import io.chronofabric.clogic.egc.flink.EntityStateSerializer;
import io.chronofabric.clogic.egc.flink.RulesStateSerializer;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.RuleRef;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/** What the governing operator keeps: events, and what the rules said. */
final class GovernedEntities extends KeptEntities {
    private static final long serialVersionUID = 1L;

    private transient ValueState<EntityState> states;
    private transient ValueState<RulesState> rulesStates;

    @Override
    void open(RuntimeContext context) {
        states =
                context.getState(
                        new ValueStateDescriptor<>("entity", EntityStateSerializer.INSTANCE));
        rulesStates =
                context.getState(
                        new ValueStateDescriptor<>("rules", RulesStateSerializer.INSTANCE));
    }

    @Override
    EntitySize size(String entity) throws IOException {
        long bytesApart = bytesOf(rulesStates.value(), RulesStateSerializer.INSTANCE);
        EntityState state = state();
        if (state == null) {
            return new EntitySize(entity, 0, 0, bytesApart, 0, 0, 0);
        }
        // Before the report fetches what is kept apart, which would then be written with it.
        long bytes = bytesOf(state, EntityStateSerializer.INSTANCE);
        EntityReport report = EntityReport.of(state);
        return new EntitySize(
                entity,
                state.store().size(),
                bytes,
                bytesApart,
                report.rules().size(),
                report.alerts().size(),
                newestNanos(state.store()));
    }

    @Override
    List<EntityLine> lines(int mostEvents, List<String> fields) throws IOException {
        EntityState state = state();
        if (state == null) {
            return List.of();
        }
        List<EntityLine> lines = new ArrayList<>();
        SampleStore store = state.store();
        lines.add(
                new EntityLine(
                        EntityLine.Kind.ENTITY,
                        state.settledNanos(),
                        store.size() + " events kept"));
        EntityReport report = EntityReport.of(state);
        for (EntityReport.RuleStanding rule : report.rules()) {
            String text =
                    rule.rule()
                            + " "
                            + rule.answer().name().toLowerCase(Locale.ROOT)
                            + (rule.isRunning() ? "" : ", no trace");
            lines.add(new EntityLine(EntityLine.Kind.RULE, 0, text));
        }
        for (RuleRef alert : report.alerts()) {
            lines.add(new EntityLine(EntityLine.Kind.ALERT, 0, alert.toString()));
        }
        lines.addAll(events(EntityLine.Kind.EVENT, store, mostEvents, fields));
        return lines;
    }

    private EntityState state() throws IOException {
        EntityState state = states.value();
        if (state != null) {
            state.keptApart(this::apart);
        }
        return state;
    }

    private RulesState apart() {
        try {
            RulesState kept = rulesStates.value();
            return kept == null ? new RulesState() : kept;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
