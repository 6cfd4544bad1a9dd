package io.chronofabric.it.bench.bus;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.logbuffer.BufferClaim;
import org.apache.flink.api.connector.sink2.Sink;
import org.apache.flink.api.connector.sink2.SinkWriter;
import org.apache.flink.api.connector.sink2.WriterInitContext;

/** The leanest sink into shared memory: eight bytes a record on a bare Aeron publication. */
final class BareAeronSink implements Sink<Long> {
    private static final long serialVersionUID = 1L;

    private final String directory;
    private final int stream;

    BareAeronSink(String directory, int stream) {
        this.directory = directory;
        this.stream = stream;
    }

    @Override
    public SinkWriter<Long> createWriter(WriterInitContext context) {
        Aeron aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(directory));
        ExclusivePublication publication = aeron.addExclusivePublication("aeron:ipc", stream);
        BufferClaim claim = new BufferClaim();
        return new SinkWriter<>() {
            @Override
            public void write(Long value, Context ignored) {
                while (publication.tryClaim(Long.BYTES, claim) < 0) {
                    Thread.onSpinWait();
                }
                claim.buffer().putLong(claim.offset(), value);
                claim.commit();
            }

            @Override
            public void flush(boolean endOfInput) {}

            @Override
            public void close() {
                publication.close();
                aeron.close();
            }
        };
    }
}
