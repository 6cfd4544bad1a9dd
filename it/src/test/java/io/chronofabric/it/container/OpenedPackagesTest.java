package io.chronofabric.it.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One list of opened packages stands in several files: what tests run with must be in each. */
final class OpenedPackagesTest {
    private static final String OPENS = "--add-opens=java.base/";

    @ParameterizedTest
    @ValueSource(
            strings = {
                "bin/chronofabric",
                "flink-conf/config.yaml",
                "flink-conf/config-local.yaml"
            })
    void whatTestsRunWithIsOpenedThereToo(String file) throws IOException {
        List<String> opened =
                ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                        .filter(argument -> argument.startsWith(OPENS))
                        .map(
                                argument ->
                                        argument.substring(
                                                OPENS.length(),
                                                argument.indexOf('=', OPENS.length())))
                        .toList();
        List<String> words = List.of(Files.readString(Checkout.file(file)).split("[^\\w.]+", -1));

        assertThat(opened).isNotEmpty();
        assertThat(words).containsAll(opened);
    }
}
