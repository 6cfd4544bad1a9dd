package io.chronofabric.it.bench;

import org.apache.flink.api.common.eventtime.Watermark;
import org.apache.flink.api.common.eventtime.WatermarkGenerator;
import org.apache.flink.api.common.eventtime.WatermarkOutput;

/**
 * A watermark just before each new event time, as it comes when events come as they happen and not
 * as fast as they can be made: one event of a key is pending at a time, not as many as come in the
 * 200 ms between two periodic watermarks. For events in their order.
 */
public final class WatermarkEachSecond implements WatermarkGenerator<Long> {
    private long newest = Long.MIN_VALUE;

    /** Creates one that has seen no event. */
    public WatermarkEachSecond() {}

    @Override
    public void onEvent(Long event, long millis, WatermarkOutput output) {
        if (millis > newest) {
            newest = millis;
            output.emitWatermark(new Watermark(millis - 1));
        }
    }

    @Override
    public void onPeriodicEmit(WatermarkOutput output) {
        // With events only.
    }
}
