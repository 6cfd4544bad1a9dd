package io.chronofabric.state.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class RowJsonTest {
    @Test
    void membersComeInTheirOrderAndRowsMayNest() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("z", "a \"b\"\n");
        row.put("none", null);
        row.put("int", 1);
        row.put("long", 1L << 40);
        row.put("flag", true);
        row.put("rows", Arrays.asList(Map.of("x", 1), null, "t", List.of()));

        assertThat(RowJson.write(row))
                .isEqualTo(
                        "{\"z\":\"a \\\"b\\\"\\n\",\"none\":null,\"int\":1,\"long\":1099511627776,"
                                + "\"flag\":true,\"rows\":[{\"x\":1},null,\"t\",[]]}");
    }

    @Test
    void whatHasNoFormInJsonIsRefused() {
        assertThatThrownBy(() -> RowJson.write(Map.of("x", 1.5)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Double (expected: text");
    }
}
