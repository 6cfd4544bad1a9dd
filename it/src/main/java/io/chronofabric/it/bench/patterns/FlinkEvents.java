package io.chronofabric.it.bench.patterns;

import io.chronofabric.it.bench.WatermarkEachSecond;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Signal;
import org.apache.flink.api.common.eventtime.WatermarkStrategy;
import org.apache.flink.api.common.functions.MapFunction;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.streaming.api.datastream.DataStream;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;

/**
 * The events as a stream from one source, so that they stay in their order. The watermark moves
 * with each second of event time, as it does when events come as they happen: a function keyed by
 * service works on one event at a time, however fast they come.
 *
 * @param ends whether the stream ends after the last event, or stays open
 */
record FlinkEvents(Latencies input, boolean ends) {
    DataStream<Signal> signals(StreamExecutionEnvironment env) {
        return made(env, new MakeSignal(input), RecordTypes.signal());
    }

    DataStream<Sample> samples(StreamExecutionEnvironment env) {
        return made(env, new MakeSample(input), TypeInformation.of(Sample.class));
    }

    private <T> DataStream<T> made(
            StreamExecutionEnvironment env, MapFunction<Long, T> make, TypeInformation<T> type) {
        int services = input.services();
        DataStream<Long> numbers =
                ends
                        ? env.fromSequence(0, input.count() - 1).setParallelism(1)
                        : env.fromSource(
                                        OpenEnd.after(input.count()),
                                        WatermarkStrategy.noWatermarks(),
                                        "numbers")
                                .setParallelism(1);
        return numbers.assignTimestampsAndWatermarks(
                        WatermarkStrategy.<Long>forGenerator(context -> new WatermarkEachSecond())
                                .withTimestampAssigner(
                                        (number, ignored) -> Latencies.millis(number / services)))
                .setParallelism(1)
                .map(make)
                .setParallelism(1)
                .returns(type);
    }

    private static final class MakeSignal implements MapFunction<Long, Signal> {
        private static final long serialVersionUID = 1L;

        private final Latencies input;

        MakeSignal(Latencies input) {
            this.input = input;
        }

        @Override
        public Signal map(Long number) {
            long service = number % input.services();
            return input.signal(Latencies.name(service), service, number / input.services());
        }
    }

    private static final class MakeSample implements MapFunction<Long, Sample> {
        private static final long serialVersionUID = 1L;

        private final Latencies input;

        MakeSample(Latencies input) {
            this.input = input;
        }

        @Override
        public Sample map(Long number) {
            long service = number % input.services();
            return input.sample(Latencies.name(service), service, number / input.services());
        }
    }
}
