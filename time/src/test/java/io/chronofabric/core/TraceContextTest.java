package io.chronofabric.core;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class TraceContextTest {
    private static final String HEADER = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    @Test
    void aHeaderIsReadAndWrittenBack() {
        TraceContext context = TraceContext.parse(HEADER).orElseThrow();
        assertThat(context)
                .isEqualTo(
                        new TraceContext(
                                0x4bf92f3577b34da6L,
                                0xa3ce929d0e0e4736L,
                                0x00f067aa0ba902b7L,
                                true));
        assertThat(context.toTraceparent()).isEqualTo(HEADER);
    }

    @Test
    void onlyTheSampledFlagIsRead() {
        assertThat(TraceContext.parse(withFlags("00"))).get().matches(c -> !c.sampled());
        assertThat(TraceContext.parse(withFlags("fe"))).get().matches(c -> !c.sampled());
        assertThat(TraceContext.parse(withFlags("ff"))).get().matches(TraceContext::sampled);
        assertThat(TraceContext.parse(withFlags("00")).orElseThrow().toTraceparent())
                .isEqualTo(withFlags("00"));
    }

    @Test
    void aLaterVersionIsReadAsFarAsItIsKnown() {
        TraceContext known = TraceContext.parse(HEADER).orElseThrow();
        assertThat(TraceContext.parse("01" + HEADER.substring(2))).contains(known);
        assertThat(TraceContext.parse("cc" + HEADER.substring(2) + "-what-comes")).contains(known);
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(
            strings = {
                "",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-",
                "01-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-011",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "0x-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e473g-00f067aa0ba902b7-01",
                "00_4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736_00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7_01",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01"
            })
    void aBrokenHeaderIsNoTraceAndNoError(String header) {
        assertThat(TraceContext.parse(header)).isEmpty();
    }

    @Test
    void idsOfZeroAreRefused() {
        assertThatThrownBy(() -> new TraceContext(0, 0, 1, true))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("not zero");
        assertThatThrownBy(() -> new TraceContext(0, 1, 0, true))
                .isInstanceOf(ChronoFabricException.class);
        assertThat(new TraceContext(0, 1, 1, false).toTraceparent())
                .isEqualTo("00-00000000000000000000000000000001-0000000000000001-00");
    }

    private static String withFlags(String flags) {
        return HEADER.substring(0, HEADER.length() - 2) + flags;
    }
}
