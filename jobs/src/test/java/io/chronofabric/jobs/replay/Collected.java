package io.chronofabric.jobs.replay;

import io.chronofabric.state.model.Ingested;
import java.util.ArrayList;
import java.util.List;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.connector.source.ReaderOutput;
import org.apache.flink.api.connector.source.SourceOutput;

/** Keeps what a reader emits, and which outputs it holds open. */
final class Collected implements ReaderOutput<Ingested> {
    final List<Ingested> records = new ArrayList<>();
    final List<Long> timestamps = new ArrayList<>();
    final List<String> open = new ArrayList<>();

    @Override
    public void collect(Ingested record) {
        collect(record, Long.MIN_VALUE);
    }

    @Override
    public void collect(Ingested record, long timestamp) {
        records.add(record);
        timestamps.add(timestamp);
    }

    @Override
    public SourceOutput<Ingested> createOutputForSplit(String split) {
        if (!open.contains(split)) {
            open.add(split);
        }
        return this;
    }

    @Override
    public void releaseOutputForSplit(String split) {
        open.remove(split);
    }

    @Override
    public void emitWatermark(Watermark watermark) {
        throw new AssertionError("watermarks are the strategy's");
    }

    @Override
    public void markIdle() {
        throw new AssertionError("a recording is never idle");
    }

    @Override
    public void markActive() {
        throw new AssertionError("a recording is never idle");
    }
}
