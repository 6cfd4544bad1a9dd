package io.chronofabric.jobs.savepoint;

import io.chronofabric.clogic.egc.EntityReport;
import io.chronofabric.clogic.egc.EntityState;
import io.chronofabric.state.flink.SampleStore;
import io.chronofabric.state.model.RuleRef;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import org.apache.flink.util.Collector;

/** Tells what is kept of one entity. */
final class EntityLines extends GovernedEntities<EntityLine> {
    private static final long serialVersionUID = 1L;

    private final String wanted;
    private final int mostEvents;
    private final List<String> fields;

    /**
     * @param mostEvents how many of the newest events to tell
     * @param fields those to tell, in their order; empty for all
     */
    EntityLines(String wanted, int mostEvents, List<String> fields) {
        this.wanted = wanted;
        this.mostEvents = mostEvents;
        this.fields = fields;
    }

    @Override
    public void readKey(String entity, Context context, Collector<EntityLine> out)
            throws IOException {
        EntityState state = entity.equals(wanted) ? state() : null;
        if (state == null) {
            // The reader cannot bear a key of which nothing is told.
            out.collect(new EntityLine(EntityLine.Kind.NONE, 0, ""));
            return;
        }
        SampleStore store = state.store();
        out.collect(
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
            out.collect(new EntityLine(EntityLine.Kind.RULE, 0, text));
        }
        for (RuleRef alert : report.alerts()) {
            out.collect(new EntityLine(EntityLine.Kind.ALERT, 0, alert.toString()));
        }
        for (int row = Math.max(0, store.size() - mostEvents); row < store.size(); row++) {
            out.collect(
                    new EntityLine(
                            EntityLine.Kind.EVENT, store.physicalNanos(row), text(store, row)));
        }
    }

    private String text(SampleStore store, int row) {
        StringBuilder text = new StringBuilder();
        for (String field : fields.isEmpty() ? store.fields() : fields) {
            int column = store.column(field);
            double value = column < 0 ? Double.NaN : store.value(row, column);
            if (!Double.isNaN(value)) {
                text.append(text.length() == 0 ? "" : " ").append(field).append('=').append(value);
            }
        }
        return text.toString();
    }
}
