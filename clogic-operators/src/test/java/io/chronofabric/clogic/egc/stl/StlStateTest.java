package io.chronofabric.clogic.egc.stl;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StlStateTest {

    private static final int LENGTHS_AT = 1 + Long.BYTES;

    private final StlPlan plan =
            StlCompiler.compile(
                            StlParserTest.formula("x U[0,1000] y and G[0,1000] x > 0"),
                            new StlContext(1_000_000_000L, List.of("x", "y"), Map.of(), 1 << 20))
                    .plan();

    @Test
    void aWrittenStateReadsBackEqual() throws IOException {
        StlState state = stepped(1500);
        StlState read = read(written(state));
        assertThat(read).isEqualTo(state).hasSameHashCodeAs(state);
        plan.step(read, new double[] {1, 2});
        assertThat(read).isNotEqualTo(state);
        assertThat(state).isNotEqualTo("a state");
    }

    @Test
    void emptyRingsCostNothingWhenWritten() throws IOException {
        assertThat(plan.stateBytes()).isGreaterThan(40_000);
        assertThat(written(plan.newState()).length).isLessThan(64);
        assertThat(written(stepped(3)).length).isLessThan(1_000);
    }

    @Test
    void aCopyGoesOnAlone() {
        StlState state = stepped(5);
        StlState copy = state.copy();
        plan.step(copy, new double[] {1, 1});
        assertThat(state.samples()).isEqualTo(5);
        assertThat(copy.samples()).isEqualTo(6);
    }

    @Test
    void anUnknownFormatIsRefused() throws IOException {
        byte[] bytes = written(stepped(3));
        bytes[0] = 9;
        assertThatThrownBy(() -> read(bytes))
                .isInstanceOf(IOException.class)
                .hasMessage("STL state of format 9 (expected: 1)");
    }

    @Test
    void lengthsThatNoStateHasAreRefusedBeforeAnythingIsAllocated() throws IOException {
        for (int length : new int[] {-1, 0, Integer.MAX_VALUE, StlState.MAX_WORDS}) {
            byte[] bytes = written(stepped(3));
            ByteBuffer.wrap(bytes).putInt(LENGTHS_AT, length);
            assertThatThrownBy(() -> read(bytes))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("STL state of " + length);
        }
        byte[] bytes = written(stepped(3));
        ByteBuffer.wrap(bytes).putInt(LENGTHS_AT + Integer.BYTES, 2);
        assertThatThrownBy(() -> read(bytes)).isInstanceOf(IOException.class);
    }

    @Test
    void runsThatLeaveTheStateAreRefused() throws IOException {
        int runsAt = LENGTHS_AT + 2 * Integer.BYTES;
        int[][] runs = {{-1, 3}, {3, -1}, {0, 0}, {Integer.MAX_VALUE, 1}, {1, Integer.MAX_VALUE}};
        for (int[] run : runs) {
            byte[] bytes = written(stepped(3));
            ByteBuffer.wrap(bytes).putInt(runsAt, run[0]).putInt(runsAt + 4, run[1]);
            assertThatThrownBy(() -> read(bytes))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("a run of");
        }
    }

    @Test
    void aTruncatedStateIsRefused() throws IOException {
        byte[] bytes = written(stepped(3));
        byte[] half = Arrays.copyOf(bytes, bytes.length / 2);
        assertThatThrownBy(() -> read(half)).isInstanceOf(IOException.class);
    }

    private StlState stepped(int samples) {
        StlState state = plan.newState();
        for (int t = 0; t < samples; t++) {
            plan.step(state, new double[] {t % 7 - 3, t % 5});
        }
        return state;
    }

    private static byte[] written(StlState state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        state.write(new DataOutputStream(bytes));
        return bytes.toByteArray();
    }

    private static StlState read(byte[] bytes) throws IOException {
        return StlState.read(new DataInputStream(new ByteArrayInputStream(bytes)));
    }
}
