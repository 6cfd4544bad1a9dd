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

import io.aeron.ExclusivePublication;
import io.chronofabric.bus.BusException;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.bus.wire.FrameFault;
import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.time.TimeSource;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.agrona.concurrent.UnsafeBuffer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SharedBusTest {
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
    void packetsArriveInOrderWithAllTheirParts() {
        List<Long> numbers = new ArrayList<>();
        try (SharedSubscription subscription =
                        connection.subscribe(
                                SharedSubscriptionOptions.of("telemetry")
                                        .withWhenBehind(WhenFull.BLOCK));
                SharedPublisher publisher = publisher("telemetry")) {
            until(publisher::isHeard);
            FrameHeader header = header().correlation(250, 1.5f, 0.75f).mask(0b110);
            for (long i = 0; i < 1_000; i++) {
                publisher.publish(header, payload(i), 0, Long.BYTES);
            }
            until(
                    () -> {
                        subscription.poll(
                                (frame, position) -> {
                                    numbers.add(number(frame));
                                    assertThat(frame.sequence()).isEqualTo(numbers.size() - 1);
                                    assertThat(frame.source().source()).isEqualTo("sender");
                                    assertThat(frame.clockErrorNanos()).isEqualTo(250);
                                    assertThat(frame.mask()).isEqualTo(0b110);
                                },
                                100);
                        return numbers.size() == 1_000;
                    });
            assertThat(subscription.missed()).isZero();
        }
        assertThat(numbers).containsExactlyElementsOf(LongStream.range(0, 1_000).boxed().toList());
    }

    @Test
    void aClaimedFrameIsWrittenInPlace() {
        try (SharedSubscription subscription =
                        connection.subscribe(SharedSubscriptionOptions.of("telemetry"));
                SharedPublisher publisher = publisher("telemetry")) {
            until(publisher::isHeard);
            SharedPublisher.ClaimedFrame frame = publisher.tryClaim(header(), Long.BYTES);
            frame.buffer().putLong(frame.payloadOffset(), 42);
            frame.commit();
            long[] seen = new long[1];
            until(() -> subscription.poll((f, position) -> seen[0] = number(f), 10) > 0);
            assertThat(seen[0]).isEqualTo(42);
        }
    }

    @Test
    void packetsForOthersAndLateOnesAreNotDelivered() {
        List<Long> late = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        try (SharedSubscription subscription =
                        connection
                                .subscribe(
                                        SharedSubscriptionOptions.of("telemetry").withTargets(0b1))
                                .onExpired((frame, position) -> late.add(number(frame)));
                SharedPublisher publisher = publisher("telemetry")) {
            until(publisher::isHeard);
            publisher.publish(header().mask(0b10), payload(1), 0, Long.BYTES);
            publisher.publish(header().mask(0b1).deadline(5), payload(2), 0, Long.BYTES);
            publisher.publish(header().mask(0b11), payload(3), 0, Long.BYTES);
            until(
                    () -> {
                        subscription.poll((frame, position) -> numbers.add(number(frame)), 10);
                        return !numbers.isEmpty();
                    });
            assertThat(numbers).containsExactly(3L);
            assertThat(late).containsExactly(2L);
            assertThat(subscription.passedOver()).isEqualTo(1);
            assertThat(subscription.expired()).isEqualTo(1);
        }
    }

    @Test
    void aSubscriberThatDropsHoldsNobodyUpAndCountsWhatItMissed() {
        try (SharedSubscription slow =
                        connection.subscribe(SharedSubscriptionOptions.of("telemetry"));
                SharedPublisher publisher = publisher("telemetry")) {
            until(publisher::isHeard);
            publisher.publish(header(), payload(-2), 0, Long.BYTES);
            until(() -> slow.poll((frame, position) -> {}, 1) == 1);
            UnsafeBuffer kilobyte = new UnsafeBuffer(new byte[1_024]);
            int total = 3_000; // several times the window
            for (int i = 0; i < total; i++) {
                kilobyte.putLong(0, i);
                publisher.publish(header(), kilobyte, 0, 1_024);
            }
            long[] last = {-1};
            until(
                    () -> {
                        publisher.publish(header(), payload(total), 0, Long.BYTES);
                        slow.poll((frame, position) -> last[0] = number(frame), 100);
                        return last[0] == total;
                    });
            assertThat(slow.missed()).isPositive();
            assertThat(slow.missed() + slow.delivered())
                    .isBetween((long) total, publisher.published());
        }
    }

    @Test
    void aSubscriberThatBlocksHasThePublisherWaitAndThenFail() {
        try (SharedSubscription slow =
                        connection.subscribe(
                                SharedSubscriptionOptions.of("telemetry")
                                        .withWhenBehind(WhenFull.BLOCK));
                SharedPublisher publisher =
                        connection.publisher(
                                "telemetry", source("sender"), clock(), Duration.ofMillis(200))) {
            until(publisher::isHeard);
            UnsafeBuffer kilobyte = new UnsafeBuffer(new byte[1_024]);
            assertThatThrownBy(
                            () -> {
                                for (int i = 0; i < 10_000; i++) {
                                    publisher.publish(header(), kilobyte, 0, 1_024);
                                }
                            })
                    .isInstanceOfSatisfying(
                            BusException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.BUS_PUBLISH_TIMEOUT));
            assertThat(publisher.tryPublish(header(), kilobyte, 0, 1_024)).isEqualTo(-1);
            long[] count = {0};
            until(
                    () -> {
                        slow.poll((frame, position) -> count[0]++, 100);
                        return count[0] == publisher.published();
                    });
            assertThat(slow.missed()).isZero();
        }
    }

    @Test
    void bytesOfAForeignPublisherAreSetAsideAndTheRestIsRead() {
        List<FrameFault> faults = new ArrayList<>();
        List<Long> numbers = new ArrayList<>();
        int stream = RecordingKind.DATA.streamOf("telemetry");
        try (SharedSubscription subscription =
                        connection
                                .subscribe(SharedSubscriptionOptions.of("telemetry"))
                                .onMalformed((fault, raw, position) -> faults.add(fault));
                ExclusivePublication foreign =
                        connection.aeron().addExclusivePublication("aeron:ipc", stream);
                SharedPublisher publisher = publisher("telemetry")) {
            until(() -> publisher.isHeard() && foreign.isConnected());
            foreign.offer(payload(1));
            foreign.offer(new UnsafeBuffer(new byte[200]));
            publisher.publish(header(), payload(5), 0, Long.BYTES);
            until(
                    () -> {
                        subscription.poll((frame, position) -> numbers.add(number(frame)), 10);
                        return faults.size() == 2 && numbers.size() == 1;
                    });
            assertThat(faults).containsExactly(FrameFault.TOO_SHORT, FrameFault.VERSION);
            assertThat(subscription.malformed()).isEqualTo(2);
        }
    }

    @Test
    void aFrameThatIsTooLongIsRefusedWithBothLengths() {
        try (SharedPublisher publisher = publisher("telemetry")) {
            int length = publisher.maxPayload(header()) + 1;
            UnsafeBuffer payload = new UnsafeBuffer(new byte[length]);
            assertThatThrownBy(() -> publisher.publish(header(), payload, 0, length))
                    .hasMessageContaining("at most 32768 bytes");
            publisher.publish(header(), payload, 0, length - 1);
        }
    }

    @Test
    void withoutADriverTheErrorSaysHowToStartOne() {
        BusHome nowhere = new BusHome(driver.log.resolve("nowhere"));
        assertThatThrownBy(() -> BusConnection.connect(nowhere, TimeSource.system()))
                .hasMessageContaining("chronofabric bus driver --directory " + nowhere.directory());
    }

    @Test
    void aSecondDriverIsRefused() {
        assertThatThrownBy(() -> BusDriver.launch(driver.settings()))
                .hasMessageContaining("pid " + ProcessHandle.current().pid());
    }

    @Test
    void whenTheDriverStopsEverybodyHearsOfIt() {
        try (SharedPublisher publisher = publisher("telemetry")) {
            assertThat(connection.isAlive()).isTrue();
            driver.stop();
            assertThat(connection.isAlive()).isFalse();
            assertThatThrownBy(connection::checkAlive).hasMessageContaining("stopped");
            driver.start();
            assertThat(connection.isAlive()).isFalse();
            try (BusConnection again = driver.connect()) {
                assertThat(again.isAlive()).isTrue();
            }
        }
    }

    @Test
    void namesThatDoNotFitAreRefused() {
        assertThatThrownBy(() -> publisher("my bus"))
                .hasMessageContaining("\"my bus\"")
                .hasMessageContaining("letters");
        assertThatThrownBy(
                        () ->
                                SharedSubscriptionOptions.of("telemetry")
                                        .withWhenBehind(WhenFull.DROP_NEWEST))
                .hasMessageContaining("BLOCK, DROP_OLDEST or FAIL");
    }

    private SharedPublisher publisher(String bus) {
        return connection.publisher(bus, source("sender"), clock(), TIMEOUT);
    }
}
