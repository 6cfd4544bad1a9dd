package io.chronofabric.jobs.savepoint;

import java.io.IOException;
import java.util.List;
import org.apache.flink.api.common.functions.OpenContext;
import org.apache.flink.state.api.functions.KeyedStateReaderFunction;
import org.apache.flink.util.Collector;

/** Tells what is kept of one entity. */
final class EntityLines extends KeyedStateReaderFunction<String, EntityLine> {
    private static final long serialVersionUID = 1L;

    private final KeptEntities kept;
    private final String wanted;
    private final int mostEvents;
    private final List<String> fields;

    /**
     * @param mostEvents how many of the newest events to tell
     * @param fields those to tell, in their order; empty for all
     */
    EntityLines(KeptEntities kept, String wanted, int mostEvents, List<String> fields) {
        this.kept = kept;
        this.wanted = wanted;
        this.mostEvents = mostEvents;
        this.fields = fields;
    }

    @Override
    public void open(OpenContext context) {
        kept.open(getRuntimeContext());
    }

    @Override
    public void readKey(String entity, Context context, Collector<EntityLine> out)
            throws IOException {
        List<EntityLine> lines = entity.equals(wanted) ? kept.lines(mostEvents, fields) : List.of();
        if (lines.isEmpty()) {
            // The reader cannot bear a key of which nothing is told.
            out.collect(new EntityLine(EntityLine.Kind.NONE, 0, ""));
        }
        lines.forEach(out::collect);
    }
}
