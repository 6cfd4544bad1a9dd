package io.chronofabric.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class ArrivalCheckTest {
    private static final long ARRIVAL = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
    private static final byte[] RAW = {1, 2, 3};

    private final ArrivalCheck check =
            new ArrivalCheck(Duration.ofMillis(500), Instant.parse("2000-01-01T00:00:00Z"));

    @Test
    void anEventMayBeAsFarAheadOfItsArrivalAsTheBoundAndNoFurther() {
        assertThat(checked(ARRIVAL + 500, ARRIVAL)).isInstanceOf(Signal.class);
        assertThat(reason(checked(ARRIVAL + 501, ARRIVAL))).isEqualTo(RejectReason.TOO_FAR_AHEAD);
    }

    @Test
    void anEventOfAnyAgeAfterTheEarliestIsTakenSoThatHistoryCanBeLoaded() {
        long earliest = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
        assertThat(checked(earliest, ARRIVAL)).isInstanceOf(Signal.class);
        assertThat(reason(checked(earliest - 1, ARRIVAL))).isEqualTo(RejectReason.TOO_OLD);
        assertThat(reason(checked(0, ARRIVAL))).isEqualTo(RejectReason.TOO_OLD);
    }

    @Test
    void withoutARecordedArrivalNothingIsTooFarAhead() {
        assertThat(checked(ARRIVAL * 2, -1)).isInstanceOf(Signal.class);
    }

    @Test
    void aRefusedEventKeepsTheBytesAndThePlaceOfItsRecord() {
        Rejected rejected = (Rejected) checked(0, ARRIVAL);
        assertThat(rejected.raw()).isEqualTo(RAW);
        assertThat(rejected.origin()).isEqualTo(new Origin("t", 3, 7));
        assertThat(rejected.text()).contains("1970-01-01T00:00:00Z").contains("ingest.earliest");
    }

    private Ingested checked(long eventMillis, long arrivalMillis) {
        Signal signal =
                new Signal(
                        LogicalTime.ofEpochMillis(eventMillis),
                        "svc",
                        Fields.of(Map.of("x", 1.0)),
                        new Origin("t", 3, 7));
        return check.check(signal, RAW, arrivalMillis);
    }

    private static RejectReason reason(Ingested record) {
        return ((Rejected) record).reason();
    }
}
