package io.chronofabric.bus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.chronofabric.core.ErrorCode;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LocalBusesTest {
    private final PhaseCoherenceBus<String> bus =
            LocalBuses.register(
                    TestBuses.bus("local-buses-test", String.class, Duration.ofSeconds(1)));

    @AfterEach
    void close() {
        bus.close();
    }

    @Test
    void aRegisteredBusIsFoundUntilItIsClosed() {
        assertThat(LocalBuses.find("local-buses-test", String.class)).isSameAs(bus);
        assertThat(LocalBuses.register(bus)).isSameAs(bus);

        bus.close();

        assertThat(LocalBuses.names()).doesNotContain("local-buses-test");
    }

    @Test
    void aClosedBusIsFoundWhileSomeoneMayStillDrainIt() {
        SubscriptionOptions options = SubscriptionOptions.named("reader");
        bus.reserve(options);
        bus.close();
        assertThat(LocalBuses.find("local-buses-test", String.class)).isSameAs(bus);

        bus.subscribe(options).close();

        assertThat(LocalBuses.names()).doesNotContain("local-buses-test");
    }

    @Test
    void aMissingBusIsNamedBesideThoseThatAreThere() {
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(() -> LocalBuses.find("telemtry", String.class))
                .withMessageContaining("bus telemtry")
                .withMessageContaining("local-buses-test")
                .withMessageContaining("exists only in the JVM that publishes")
                .extracting(BusException::code)
                .isEqualTo(ErrorCode.BUS_INITIALIZATION_FAILED);
    }

    @Test
    void aBusOfAnotherPayloadIsRefused() {
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(() -> LocalBuses.find("local-buses-test", Long.class))
                .withMessageContaining("read as java.lang.Long")
                .withMessageContaining("expected: java.lang.String)");
    }

    @Test
    void aNameIsTakenWhileItsBusIsThere() {
        PhaseCoherenceBus<String> second =
                TestBuses.bus("local-buses-test", String.class, Duration.ofSeconds(1));
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(() -> LocalBuses.register(second))
                .withMessageContaining("a second bus named local-buses-test")
                .withMessageContaining("close the other bus");

        bus.reserve(SubscriptionOptions.named("reader"));
        bus.close();
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(() -> LocalBuses.register(second))
                .withMessageContaining("still being drained");
        bus.unsubscribe("reader");

        assertThat(LocalBuses.register(second)).isSameAs(second);
        second.close();
    }

    @Test
    void aClosedBusCannotBeRegistered() {
        bus.close();
        assertThatExceptionOfType(BusException.class)
                .isThrownBy(() -> LocalBuses.register(bus))
                .withMessageContaining("which is closed");
    }
}
