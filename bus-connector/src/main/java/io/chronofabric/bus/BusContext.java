package io.chronofabric.bus;

import io.chronofabric.time.TimeSource;

/**
 * What the parts of one bus share.
 *
 * @param time the bus's clock
 * @param sampleMask a packet's latency is taken where the count of polls has none of these bits
 * @param latencies what was taken
 * @param phases of the packets published: the mean of cos and of sin (Kuramoto 1975)
 * @param coherences scores of the packets published
 * @param acknowledgements packets whose publisher waits for its subscribers
 * @param <T> the payload
 */
record BusContext<T>(
        String busName,
        TimeSource time,
        long sampleMask,
        LatencySamples latencies,
        RecentMean phases,
        RecentMean coherences,
        Acknowledgements<T> acknowledgements) {
    BusContext(String busName, TimeSource time, BusSettings settings) {
        this(
                busName,
                time,
                (1L << settings.latencySampleShift()) - 1,
                new LatencySamples(),
                new RecentMean(),
                new RecentMean(),
                new Acknowledgements<>(busName, settings.maxUnacknowledged()));
    }

    /** Notes what a packet being published says about its publisher. */
    void observe(PacketDetails details) {
        double phase = details.phase();
        if (!Double.isNaN(phase)) {
            phases.add(Math.cos(phase), Math.sin(phase));
        }
        double coherence = details.coherence();
        if (!Double.isNaN(coherence)) {
            coherences.add(coherence, 0);
        }
    }
}
