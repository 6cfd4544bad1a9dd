package io.chronofabric.jobs.savepoint;

import io.chronofabric.clogic.egc.EntityReport;
import io.chronofabric.clogic.egc.EntityState;
import io.chronofabric.state.flink.SampleStore;
import java.io.IOException;
import org.apache.flink.util.Collector;

/** Tells how much is kept of each entity. */
final class EntitySizes extends GovernedEntities<EntitySize> {
    private static final long serialVersionUID = 1L;

    @Override
    public void readKey(String entity, Context context, Collector<EntitySize> out)
            throws IOException {
        EntityState state = state();
        if (state == null) {
            // The reader cannot bear a key of which nothing is told.
            out.collect(new EntitySize(entity, 0, 0, bytesApart(), 0, 0, 0));
            return;
        }
        // Before the report fetches what is kept apart, which would then be written with it.
        long bytes = bytesOf(state);
        EntityReport report = EntityReport.of(state);
        SampleStore store = state.store();
        out.collect(
                new EntitySize(
                        entity,
                        store.size(),
                        bytes,
                        bytesApart(),
                        report.rules().size(),
                        report.alerts().size(),
                        store.size() == 0 ? 0 : store.physicalNanos(store.size() - 1)));
    }
}
