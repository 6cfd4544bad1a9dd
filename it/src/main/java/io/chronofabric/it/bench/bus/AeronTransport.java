package io.chronofabric.it.bench.bus;

import io.aeron.Aeron;
import io.aeron.CommonContext;
import io.aeron.ExclusivePublication;
import io.aeron.Subscription;
import io.aeron.driver.MediaDriver;
import io.aeron.driver.ThreadingMode;
import io.aeron.logbuffer.BufferClaim;
import io.aeron.logbuffer.FragmentHandler;

/** Aeron over shared memory, with a media driver in this process and in one thread. */
final class AeronTransport implements Transport {
    /** Three of these have to fit where shared memory is 64 MB. */
    private static final int TERM_BYTES = 4 << 20;

    private static final int STREAM = 10;
    private static final int LIMIT = 64;

    private final MediaDriver driver;
    private final Aeron aeron;
    private final Subscription subscription;
    private final ExclusivePublication publication;

    AeronTransport() {
        driver =
                MediaDriver.launchEmbedded(
                        new MediaDriver.Context()
                                .aeronDirectoryName(CommonContext.generateRandomDirName())
                                .threadingMode(ThreadingMode.SHARED)
                                .ipcTermBufferLength(TERM_BYTES)
                                .dirDeleteOnStart(true)
                                .dirDeleteOnShutdown(true));
        aeron = Aeron.connect(new Aeron.Context().aeronDirectoryName(driver.aeronDirectoryName()));
        subscription = aeron.addSubscription(CommonContext.IPC_CHANNEL, STREAM);
        publication = aeron.addExclusivePublication(CommonContext.IPC_CHANNEL, STREAM);
    }

    @Override
    public Sender sender() {
        BufferClaim claim = new BufferClaim();
        return (index, nanos) -> {
            if (publication.tryClaim(PeerSizes.PAYLOAD, claim) < 0) {
                return false;
            }
            claim.buffer().putLong(claim.offset(), index);
            claim.buffer().putLong(claim.offset() + Long.BYTES, nanos);
            claim.commit();
            return true;
        };
    }

    @Override
    public Receiver receiver() {
        return new Receiver() {
            private Arrivals to;

            private final FragmentHandler handler =
                    (buffer, at, length, header) ->
                            to.arrived(buffer.getLong(at), buffer.getLong(at + Long.BYTES));

            @Override
            public int poll(Arrivals arrivals) {
                to = arrivals;
                return subscription.poll(handler, LIMIT);
            }
        };
    }

    @Override
    public void close() {
        publication.close();
        subscription.close();
        aeron.close();
        driver.close();
    }
}
