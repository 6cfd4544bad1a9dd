package io.chronofabric.time.clock;

import io.chronofabric.time.TimeSource;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.Supplier;

/** A source that says what a test tells it to. */
final class FakeSource implements ClockSource {
    static final long GROWTH_PPB = 50_000;
    static final long GOOD_FOR_NANOS = 60_000_000_000L;

    private final String name;
    private final Kind kind;
    private final TimeSource time;
    private Supplier<ClockReading> answer;
    private int reads;
    private boolean closed;

    FakeSource(String name, Kind kind, TimeSource time) {
        this.name = name;
        this.kind = kind;
        this.time = time;
        says(ClockReading.State.UNAVAILABLE);
    }

    FakeSource bounds(long nanos) {
        answer =
                () ->
                        new ClockReading(
                                ClockReading.State.SYNCHRONIZED,
                                OptionalLong.of(nanos),
                                GROWTH_PPB,
                                GOOD_FOR_NANOS,
                                OptionalDouble.of(-7.5),
                                time.monotonicNanos(),
                                "kept");
        return this;
    }

    FakeSource says(ClockReading.State state) {
        answer =
                () ->
                        ClockReading.unbounded(
                                state, time.monotonicNanos(), "told to be " + state.word());
        return this;
    }

    FakeSource answers(Supplier<ClockReading> supplier) {
        answer = supplier;
        return this;
    }

    int reads() {
        return reads;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public Kind kind() {
        return kind;
    }

    @Override
    public ClockReading read() {
        reads++;
        return answer.get();
    }

    @Override
    public void close() {
        closed = true;
    }
}
