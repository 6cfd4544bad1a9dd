package io.chronofabric.bus.aeron;

import static io.chronofabric.bus.aeron.TestDriver.TIMEOUT;
import static io.chronofabric.bus.aeron.TestDriver.clock;
import static io.chronofabric.bus.aeron.TestDriver.header;
import static io.chronofabric.bus.aeron.TestDriver.number;
import static io.chronofabric.bus.aeron.TestDriver.payload;
import static io.chronofabric.bus.aeron.TestDriver.source;
import static io.chronofabric.bus.aeron.TestDriver.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.bus.BusException;
import io.chronofabric.core.ErrorCode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class DurableLogTest {
    private TestDriver driver;
    private BusConnection connection;

    @BeforeEach
    void start() throws Exception {
        driver = new TestDriver();
        connection = driver.connect();
    }

    @AfterEach
    void stop() {
        connection.close();
        driver.close();
    }

    @Test
    void whatIsAcknowledgedIsReadBackByALateReaderWhichThenGoesOnLive() {
        try (DurablePublisher publisher = publisher("sensor")) {
            publish(publisher, 0, 5_000);
            Recording recording = only();
            assertThat(recording.source()).isEqualTo("sensor");
            assertThat(recording.isActive()).isTrue();
            try (RecordingReader reader = connection.read(recording, 0)) {
                List<Long> numbers = new ArrayList<>();
                read(reader, numbers, 5_000);
                until(
                        () -> {
                            reader.poll((frame, position) -> numbers.add(number(frame)), 10);
                            return reader.isLive();
                        });
                publish(publisher, 5_000, 6_000);
                read(reader, numbers, 6_000);
                assertThat(numbers).containsExactlyElementsOf(range(6_000));
                until(reader::isRecorded);
            }
        }
    }

    @Test
    void aReaderGoesOnFromThePositionAtWhichAnotherStopped() {
        try (DurablePublisher publisher = publisher("sensor")) {
            publish(publisher, 0, 2_000);
            List<Long> numbers = new ArrayList<>();
            long stopped;
            try (RecordingReader first = connection.read(only(), 0)) {
                read(first, numbers, 700);
                stopped = first.position();
            }
            int before = numbers.size();
            assertThat(before).isBetween(700, 1_999);
            try (RecordingReader second = connection.read(only(), stopped)) {
                read(second, numbers, 2_000);
            }
            assertThat(numbers).containsExactlyElementsOf(range(2_000));
        }
    }

    @Test
    void aSourceThatComesBackGoesOnWithItsRecording() {
        try (DurablePublisher first = publisher("sensor")) {
            publish(first, 0, 100);
        }
        Recording recording = only();
        List<Long> numbers = new ArrayList<>();
        try (RecordingReader reader = connection.read(recording, 0)) {
            read(reader, numbers, 100);
            try (DurablePublisher second = publisher("sensor")) {
                assertThat(second.startPosition()).isPositive();
                assertThat(second.recording()).isEqualTo(recording.id());
                publish(second, 100, 200);
                read(reader, numbers, 200);
            }
        }
        assertThat(numbers).containsExactlyElementsOf(range(200));
    }

    @Test
    void afterARestartOfTheDriverEverythingAcknowledgedIsThere() {
        long end;
        try (DurablePublisher publisher = publisher("sensor")) {
            end = publish(publisher, 0, 3_000);
            driver.stop();
            assertThatThrownBy(
                            () -> {
                                publisher.publish(header(), payload(1), 0, Long.BYTES);
                                publisher.awaitDurable(publisher.position(), TIMEOUT);
                            })
                    .isInstanceOfSatisfying(
                            BusException.class,
                            e ->
                                    assertThat(e.code())
                                            .isIn(
                                                    ErrorCode.BUS_INITIALIZATION_FAILED,
                                                    ErrorCode.BUS_DELIVERY_FAILED));
        }
        connection.close();
        driver.start();
        connection = driver.connect();
        Recording recording = only();
        assertThat(recording.stopPosition()).isGreaterThanOrEqualTo(end);
        List<Long> numbers = new ArrayList<>();
        try (DurablePublisher again = publisher("sensor");
                RecordingReader reader = connection.read(recording, 0)) {
            publish(again, 3_000, 3_100);
            read(reader, numbers, 3_100);
        }
        assertThat(numbers.subList(0, 3_000)).containsExactlyElementsOf(range(3_000));
    }

    @Test
    void aSecondPublisherOfTheNameIsRefusedInTime() {
        try (DurablePublisher first = publisher("sensor")) {
            assertThat(first.recording()).isNotNegative();
            assertThatThrownBy(
                            () ->
                                    connection.durablePublisher(
                                            "telemetry",
                                            source("sensor"),
                                            clock(),
                                            Duration.ofMillis(300)))
                    .isInstanceOfSatisfying(
                            BusException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.BUS_PUBLISH_TIMEOUT))
                    .hasMessageContaining("named sensor");
        }
    }

    @Test
    void aSlowReaderHoldsNoPublisherUpAndMissesNothing() {
        try (DurablePublisher publisher = publisher("sensor")) {
            publish(publisher, 0, 10);
            List<Long> numbers = new ArrayList<>();
            try (RecordingReader reader = connection.read(only(), 0)) {
                read(reader, numbers, 10);
                until(
                        () -> {
                            reader.poll((frame, position) -> numbers.add(number(frame)), 10);
                            return reader.isLive();
                        });
                // Several windows, while the reader does nothing.
                UnsafeBuffer kilobyte = new UnsafeBuffer(new byte[1_024]);
                for (int i = 10; i < 3_000; i++) {
                    kilobyte.putLong(0, i);
                    publisher.publish(header(), kilobyte, 0, 1_024);
                }
                publisher.awaitDurable(publisher.position(), TIMEOUT);
                read(reader, numbers, 3_000);
            }
            assertThat(numbers).containsExactlyElementsOf(range(3_000));
        }
    }

    @Test
    void aRangeIsReadOnceAndEnds() {
        try (DurablePublisher publisher = publisher("sensor")) {
            long from = publish(publisher, 0, 100);
            long to = publish(publisher, 100, 150);
            publish(publisher, 150, 200);
            List<Long> numbers = new ArrayList<>();
            try (RangeReader range = connection.readRange(only(), from, to)) {
                until(
                        () -> {
                            range.poll((frame, position) -> numbers.add(number(frame)), 10);
                            return range.isDone();
                        });
            }
            assertThat(numbers)
                    .containsExactlyElementsOf(LongStream.range(100, 150).boxed().toList());
        }
    }

    @Test
    void purgingFreesWholeFilesBelowAPositionAndAReaderFromBeforeIsTold() {
        try (DurablePublisher publisher = publisher("sensor")) {
            UnsafeBuffer kilobyte = new UnsafeBuffer(new byte[1_024]);
            for (int i = 0; i < 3_000; i++) {
                publisher.publish(header(), kilobyte, 0, 1_024);
            }
            long end = publisher.position();
            publisher.awaitDurable(end, TIMEOUT);
            long start = connection.purge(only(), end);
            assertThat(start).isEqualTo(end / (1 << 20) * (1 << 20)).isPositive();
            assertThat(only().startPosition()).isEqualTo(start);
            assertThatThrownBy(() -> connection.read(only(), 0))
                    .hasMessageContaining("since the last purge");
        }
    }

    private DurablePublisher publisher(String name) {
        return connection.durablePublisher("telemetry", source(name), clock(), TIMEOUT);
    }

    @Test
    void aReaderAtTheEndOutlivesAPublisherThatEndsAtAnyMomentOfItsStart() {
        for (int polls = 0; polls < 24; polls++) {
            String name = "short-" + polls;
            List<Long> numbers = new ArrayList<>();
            DurablePublisher first = publisher(name);
            long end = publish(first, 0, 2);
            Recording recording = connection.recording(first.recording()).orElseThrow();
            try (RecordingReader reader = connection.read(recording, end)) {
                for (int i = 0; i < polls; i++) {
                    reader.poll((frame, position) -> numbers.add(number(frame)), 10);
                    LockSupport.parkNanos(500_000);
                }
                first.close();
                for (int i = 0; i < 20; i++) {
                    reader.poll((frame, position) -> numbers.add(number(frame)), 10);
                    LockSupport.parkNanos(500_000);
                }
                try (DurablePublisher second = publisher(name)) {
                    publish(second, 2, 4);
                    read(reader, numbers, 2);
                }
            }
            assertThat(numbers).as("%s polls", polls).containsExactly(2L, 3L);
        }
    }

    private Recording only() {
        List<Recording> all = connection.recordings("telemetry", RecordingKind.DATA);
        assertThat(all).hasSize(1);
        return all.get(0);
    }

    private static long publish(DurablePublisher publisher, long from, long to) {
        for (long i = from; i < to; i++) {
            publisher.publish(header(), payload(i), 0, Long.BYTES);
        }
        publisher.awaitDurable(publisher.position(), TIMEOUT);
        return publisher.position();
    }

    private static void read(RecordingReader reader, List<Long> numbers, int count) {
        until(
                () -> {
                    for (int i = 0; i < 100 && numbers.size() < count; i++) {
                        reader.poll((frame, position) -> numbers.add(number(frame)), 10);
                    }
                    return numbers.size() >= count;
                });
    }

    private static List<Long> range(long end) {
        return LongStream.range(0, end).boxed().toList();
    }
}
