package io.chronofabric.it.bench;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;

class ReportTest {
    private static final Measurement READ =
            new Measurement("Clock.read", 20, 0.5, "ns/op", 0.0004, "");
    private static final Measurement TICK =
            new Measurement("Clock.tick", 30, Double.NaN, "ns/op", 32, "Clock.read");

    @Test
    void theLastColumnIsTheRatioToThePeer() {
        assertThat(new Report("time", List.of(READ, TICK)).table())
                .isEqualTo(
                        """
                        benchmark   score     +/-  unit   B/op  peer  ratio
                        Clock.read  20.00  0.5000  ns/op     0
                        Clock.tick  30.00          ns/op  32.0  read   1.50
                        """);
    }

    @Test
    void jsonIsOneObjectALineWithoutWhatWasNotMeasured() {
        assertThat(new Report("time", List.of(READ, TICK)).json().lines())
                .containsExactly(
                        """
                        {"topic":"time","benchmark":"Clock.read","score":20.0,"error":0.5,\
                        "unit":"ns/op","bytesPerOp":4.0E-4}""",
                        """
                        {"topic":"time","benchmark":"Clock.tick","score":30.0,"unit":"ns/op",\
                        "bytesPerOp":32.0,"peer":"Clock.read","ratio":1.5}""");
    }

    @Test
    void anUnknownPeerIsNamedWithThoseThatAreThere() {
        assertThatThrownBy(() -> new Report("time", List.of(TICK)))
                .hasMessageContaining("Clock.tick has the peer Clock.read")
                .hasMessageContaining("[Clock.tick]");
    }

    @Test
    void aPeerOfAnotherUnitIsRefused() {
        Measurement perSecond = Measurement.of("Clock.read", 1, "ops/s");
        assertThatThrownBy(() -> new Report("time", List.of(perSecond, TICK)))
                .hasMessageContaining("same benchmark and unit");
    }

    @Test
    void twoRowsOfOneNameAreRefused() {
        assertThatThrownBy(() -> new Report("time", List.of(READ, READ)))
                .hasMessage("two rows are named Clock.read");
    }

    @Test
    void jmhBenchmarksAreFoundByTheirPackage() {
        assertThat(JmhRunner.benchmarksOf("io.chronofabric.it.bench.time"))
                .contains("io.chronofabric.it.bench.time.HybridLogicalClockBenchmark.tick");
        assertThat(JmhRunner.benchmarksOf("io.chronofabric.it.bench")).isEmpty();
    }
}
