package io.chronofabric.it.bench.governance;

import io.chronofabric.it.bench.WatermarkEachSecond;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.util.Map;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * Events of so many services, one of each in each second of event time, in their order: {@code lat}
 * is noise from 0 to 400 that stays over 250 for up to half a minute now and then.
 *
 * @param keys services
 * @param seconds events of each
 */
record KeyedEvents(int keys, int seconds) {
    private static final long BASE_SECOND = 1_700_000_000L;
    private static final Origin ORIGIN = new Origin("bench", 0, 0);

    long count() {
        return (long) keys * seconds;
    }

    /** From one source: two would each have half of the seconds, and one wait for the other. */
    DataStream<Signal> in(StreamExecutionEnvironment env) {
        int each = keys;
        return env.fromSequence(0, count() - 1)
                .setParallelism(1)
                .assignTimestampsAndWatermarks(
                        WatermarkStrategy.<Long>forGenerator(context -> new WatermarkEachSecond())
                                .withTimestampAssigner(
                                        (number, ignored) -> (BASE_SECOND + number / each) * 1_000))
                .setParallelism(1)
                .map(new Make(keys))
                .setParallelism(1)
                .returns(RecordTypes.signal());
    }

    /** What a service measures in a second; the same in every run. */
    static double latency(long key, long second) {
        long spell = mix(key * 31 + second / 32);
        boolean slow = (spell & 7) == 0 && second % 32 < (spell >>> 8 & 31);
        long noise = mix(key << 32 ^ second);
        double unit = (noise >>> 11) * 0x1p-53;
        return slow ? 250 + 150 * unit : 250 * unit;
    }

    /** SplitMix64's finalizer (Steele, Lea, Flood 2014). */
    private static long mix(long z) {
        z = (z ^ (z >>> 30)) * 0xbf58476d1ce4e5b9L;
        z = (z ^ (z >>> 27)) * 0x94d049bb133111ebL;
        return z ^ (z >>> 31);
    }

    private static final class Make implements MapFunction<Long, Signal> {
        private static final long serialVersionUID = 1L;

        private final int keys;

        Make(int keys) {
            this.keys = keys;
        }

        @Override
        public Signal map(Long number) {
            long key = number % keys;
            long second = number / keys;
            return new Signal(
                    new LogicalTime((BASE_SECOND + second) * 1_000_000_000L, 0, 1),
                    "svc-" + key,
                    Fields.of(Map.of("lat", latency(key, second))),
                    ORIGIN);
        }
    }
}
