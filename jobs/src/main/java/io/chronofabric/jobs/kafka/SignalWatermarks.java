package io.chronofabric.jobs.kafka;

import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Signal;
import java.time.Duration;
import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;

/**
 * The watermark of one partition: the newest event's time less a wait. Sent with the event that
 * moves it by {@value #STEP_MILLIS} ms or more, so that an answer does not wait for a period to
 * end, and at each period. For one thread.
 *
 * <p>Only signals count. A record that is none must neither move the watermark nor, by its mere
 * presence, keep a partition from being idle: a partition full of garbage would stop all answers.
 */
final class SignalWatermarks implements WatermarkGenerator<Ingested> {
    private static final long STEP_MILLIS = 10;

    private final long waitMillis;
    private long newest;
    private long sent = Long.MIN_VALUE;

    private SignalWatermarks(Duration wait) {
        this.waitMillis = wait.toMillis();
        this.newest = Long.MIN_VALUE + waitMillis + 1;
    }

    /**
     * The strategy of a topic's partitions.
     *
     * @param wait how long to wait for events that come out of order
     * @param idleAfter when a partition without signals no longer holds back the others
     */
    static WatermarkStrategy<Ingested> strategy(Duration wait, Duration idleAfter) {
        WatermarkStrategy<Ingested> ofSignals =
                WatermarkStrategy.<Ingested>forGenerator(context -> new SignalWatermarks(wait))
                        .withIdleness(idleAfter);
        return WatermarkStrategy.<Ingested>forGenerator(
                        context -> new SignalsOnly(ofSignals.createWatermarkGenerator(context)))
                .withTimestampAssigner((record, ignored) -> timestampOf(record));
    }

    /** A rejected record has no time of its own. */
    private static long timestampOf(Ingested record) {
        return record instanceof Signal signal ? signal.time().epochMillis() : Long.MIN_VALUE;
    }

    @Override
    public void onEvent(Ingested event, long timestamp, WatermarkOutput output) {
        if (timestamp > newest) {
            newest = timestamp;
            if (sent == Long.MIN_VALUE || watermark() - sent >= STEP_MILLIS) {
                onPeriodicEmit(output);
            }
        }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        sent = watermark();
        output.emitWatermark(new Watermark(sent));
    }

    private long watermark() {
        return newest - waitMillis - 1;
    }

    /** Shows a generator, and the idleness around it, signals only. */
    private record SignalsOnly(WatermarkGenerator<Ingested> generator)
            implements WatermarkGenerator<Ingested> {
        @Override
        public void onEvent(Ingested event, long timestamp, WatermarkOutput output) {
            if (event instanceof Signal) {
                generator.onEvent(event, timestamp, output);
            }
        }

        @Override
        public void onPeriodicEmit(WatermarkOutput output) {
            generator.onPeriodicEmit(output);
        }
    }
}
