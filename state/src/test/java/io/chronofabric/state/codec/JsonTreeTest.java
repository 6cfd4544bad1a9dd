package io.chronofabric.state.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTreeTest {
    @Test
    void everyKindOfValueIsRead() {
        assertThat(
                        JsonTree.read(
                                "{\"a\":[1,2.5,true,false,null,\"x\"],\"b\":{\"c\":{}},\"d\":[],"
                                        + "\"e\":123456789012345678901}"))
                .isEqualTo(
                        Map.of(
                                "a",
                                Arrays.asList(1L, 2.5, true, false, null, "x"),
                                "b",
                                Map.of("c", Map.of()),
                                "d",
                                List.of(),
                                "e",
                                123456789012345678901.0));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "<html>", "{\"a\":", "[1,", "{\"a\" 1}"})
    void whatIsNoJsonIsRefused(String text) {
        assertThatThrownBy(() -> JsonTree.read(text)).isInstanceOf(IllegalArgumentException.class);
    }
}
