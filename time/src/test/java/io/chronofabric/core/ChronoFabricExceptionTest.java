package io.chronofabric.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import org.junit.jupiter.api.Test;

class ChronoFabricExceptionTest {
    @Test
    void itsMessageSaysWhatWasGivenWhatWasExpectedAndWhatToDo() {
        ChronoFabricException e =
                new ChronoFabricException(
                        ErrorCode.CONFIGURATION_INVALID, "window: 0 s", "> 0 s", "Set a window.");
        assertThat(e)
                .hasMessage("CONFIGURATION_INVALID: window: 0 s (expected: > 0 s). Set a window.")
                .hasNoCause();
        assertThat(e.code()).isEqualTo(ErrorCode.CONFIGURATION_INVALID);
        assertThat(e.given()).isEqualTo("window: 0 s");
        assertThat(e.expected()).isEqualTo("> 0 s");
        assertThat(e.action()).isEqualTo("Set a window.");
    }

    @Test
    void itKeepsTheCauseForTheLog() {
        IOException cause = new IOException("disk gone");
        assertThat(new ChronoFabricException(ErrorCode.INPUT_INVALID, "a", "b", "c", cause))
                .hasCause(cause);
    }
}
