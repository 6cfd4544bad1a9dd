package io.chronofabric.jobs.savepoint;

import java.io.IOException;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.state.api.functions.KeyedStateReaderFunction;
import org.apache.flink.util.Collector;

/** Tells how much is kept of each entity. */
final class EntitySizes extends KeyedStateReaderFunction<String, EntitySize> {
    private static final long serialVersionUID = 1L;

    private final KeptEntities kept;

    EntitySizes(KeptEntities kept) {
        this.kept = kept;
    }

    @Override
    public void open(OpenContext context) {
        kept.open(getRuntimeContext());
    }

    @Override
    public void readKey(String entity, Context context, Collector<EntitySize> out)
            throws IOException {
        // The reader cannot bear a key of which nothing is told.
        out.collect(kept.size(entity));
    }
}
