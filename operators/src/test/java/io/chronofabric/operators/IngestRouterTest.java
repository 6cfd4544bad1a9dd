package io.chronofabric.operators;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.LogicalTime;
import java.util.Map;
import org.apache.flink.streaming.api.operators.ProcessOperator;
import org.apache.flink.streaming.runtime.streamrecord.StreamRecord;
import org.apache.flink.streaming.util.OneInputStreamOperatorTestHarness;
import org.junit.jupiter.api.Test;

class IngestRouterTest {
    private static final Origin ORIGIN = new Origin("topic", 3, 42);

    @Test
    void signalsGoOnAndTheRestGoesToTheDeadLettersUnchanged() throws Exception {
        Signal signal =
                new Signal(
                        LogicalTime.ofEpochMillis(1_000), "a", Fields.of(Map.of("x", 1.0)), ORIGIN);
        Rejected rejected =
                new Rejected(new byte[] {1, 2}, ORIGIN, RejectReason.MALFORMED, "no CSV");
        try (OneInputStreamOperatorTestHarness<Ingested, Signal> harness =
                new OneInputStreamOperatorTestHarness<>(
                        new ProcessOperator<>(new IngestRouter(RefusalLimit.none())))) {
            harness.open();
            harness.processElement(signal, 1_000);
            harness.processElement(rejected, Long.MIN_VALUE);

            assertThat(harness.extractOutputValues()).containsExactly(signal);
            assertThat(harness.getSideOutput(IngestRouter.REJECTED))
                    .extracting(StreamRecord::getValue)
                    .containsExactly(rejected);
        }
    }
}
