package io.chronofabric.clogic.egc.stl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InstantConditionTest {
    private static final Set<String> NAMES =
            new LinkedHashSet<>(List.of("lat", "spike.lat", "spike.count"));

    @ParameterizedTest
    @CsvSource({
        "lat > $T, 3, 0, true",
        "lat > $T, 2, 0, false",
        "lat > spike.lat and lat < 2 * spike.lat, 3, 2, true",
        "lat > spike.lat and lat < 2 * spike.lat, 4, 2, false",
        "lat > spike.lat -> lat > 10, 1, 2, true",
        "not (lat > spike.lat), 1, 2, true",
        "lat > spike.lat, NaN, 2, false",
        "not (lat > spike.lat), NaN, 2, false",
        "lat > spike.lat or lat < 5, 3, NaN, true",
        "true, NaN, NaN, true",
        "false, 1, 1, false",
    })
    void holdsWhereItsComparisonsDo(String text, double lat, double spike, boolean holds) {
        InstantCondition.Result result = InstantCondition.compile(text, NAMES, Map.of("T", 2.0));
        assertThat(result.problems()).isEmpty();
        InstantCondition condition = result.condition();
        double[] values =
                condition.names().stream()
                        .mapToDouble(name -> name.equals("lat") ? lat : spike)
                        .toArray();
        assertThat(condition.holds(new double[][] {values})).isEqualTo(holds);
    }

    @Test
    void readsWhatItNamesAndNoMore() {
        InstantCondition condition =
                InstantCondition.compile("spike.count > 2", NAMES, Map.of()).condition();
        assertThat(condition.names()).containsExactly("spike.count");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "lat; STL051; the condition is a number: lat",
                "rise(lat > 2); STL051; looks at other moments",
                "lat > 0 and prev(lat > 2); STL051; looks at other moments",
                "eventually[0,5s] lat > 2; STL051; looks at other moments",
                "lag > 2; STL030; unknown signal lag",
                "lat > $U; STL032; unknown parameter $U",
                "lat >; STL001; ",
            })
    void saysWhatIsNoCondition(String text, String code, String reason) {
        InstantCondition.Result result = InstantCondition.compile(text, NAMES, Map.of("T", 2.0));
        assertThat(result.condition()).isNull();
        assertThat(result.problems())
                .anySatisfy(
                        problem -> {
                            assertThat(problem.code()).isEqualTo(code);
                            assertThat(problem.reason()).contains(reason == null ? "" : reason);
                        });
    }
}
