package io.chronofabric.it.arch.planted.bus;

/** Breaks, on purpose, what room {@code bus} must keep. */
public final class Planted {
    /** What the rooms above may know. */
    public static final class Value {}

    static final class KnowsFlinkInBus {
        org.apache.flink.api.connector.source.SourceSplit split;
    }

    static final class KnowsJobs {
        io.chronofabric.it.arch.planted.jobs.Planted.Value value;
    }

    static final class UsesUnsafe {
        long read(byte[] bytes) {
            return org.agrona.UnsafeApi.getLong(bytes, 16);
        }
    }

    static final class MayKnow {
        io.chronofabric.it.arch.planted.core.Planted.Value value;
        org.jctools.queues.MpscArrayQueue<String> queue;
        org.slf4j.Logger logger;
    }
}
