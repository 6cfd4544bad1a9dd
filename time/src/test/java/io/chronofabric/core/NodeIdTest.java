package io.chronofabric.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeIdTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "7, 7", "00007, 7", "65535, 65535"})
    void aNumberInRangeIsTheId(String name, int id) {
        assertThat(NodeId.of(name)).isEqualTo(new NodeId(id));
    }

    /** FNV-1a 32 of these names, its two halves xored, computed elsewhere. */
    @ParameterizedTest
    @CsvSource({"a, 52512", "foobar, 18164", "'', 7385", "65536, 44088", "svc-ü, 2942"})
    void anyOtherNameIsHashedTheSameWayOnEveryMachine(String name, int id) {
        assertThat(NodeId.of(name)).isEqualTo(new NodeId(id));
    }

    @Test
    void anIdOutsideSixteenBitsIsRefused() {
        assertThat(new NodeId(NodeId.MAX).value()).isEqualTo(65_535);
        for (int value : new int[] {-1, NodeId.MAX + 1}) {
            assertThatThrownBy(() -> new NodeId(value))
                    .isInstanceOf(ChronoFabricException.class)
                    .hasMessageContaining("node: " + value + " (expected: 0 to 65535)");
        }
    }
}
