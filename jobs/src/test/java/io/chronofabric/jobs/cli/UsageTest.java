package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    @ParameterizedTest
    @ValueSource(strings = {"", "demo", "rules", "rules check", "rules eval"})
    void helpIsThereForEveryCommandAndNamesItsExitCodes(String command) {
        Ran ran = Ran.command((command + " --help").strip().split(" "));

        assertThat(ran.code()).isZero();
        assertThat(ran.out())
                .contains("Usage: chronofabric", "Options:", "Exit codes:")
                .containsPattern("\n  0 ")
                .containsPattern("\n  2 ");
        assertThat(ran.err()).isEmpty();
    }

    @Test
    void theVersionNamesTheProgram() {
        assertThat(Ran.command("--version").out()).startsWith("chronofabric ").contains("Java ");
    }

    @ParameterizedTest
    @CsvSource({
        "demoo, Did you mean demo",
        "demo --durration 3s, Did you mean --duration",
        "demo --duration, --duration",
        "demo extra, extra",
        "rules, expected: check or eval",
        "rules chek, Did you mean check",
        "rules check, FILE",
        "rules eval, --cases",
        "rules eval --formula x, --trace",
        "rules eval --formula x --trace y --cases z, --cases",
        "rules eval --cases z --period 1s, do not go with",
        "rules eval --formula x --trace y --param T=many, many",
        "rules eval --formula x --trace y --param T, T"
    })
    void aWrongLineGetsOneMessageAndAHintAndCode2(String line, String expected) {
        Ran ran = Ran.command(line.split(" "));

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.out()).isEmpty();
        assertThat(ran.err()).startsWith("chronofabric: ").contains(expected, "Try: chronofabric");
        assertThat(ran.err().lines().count()).isLessThanOrEqualTo(3);
    }

    @Test
    void noCommandAtAllSaysWhichThereAre() {
        Ran ran = Ran.command();

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).contains("expected: demo or rules");
    }

    @Test
    void commandClassesCanBeReadWithoutFlink() throws ReflectiveOperationException {
        for (Class<?> command :
                List.of(
                        ChronoFabricCommand.class,
                        DemoCommand.class,
                        RulesCommand.class,
                        RulesCheckCommand.class,
                        RulesEvalCommand.class)) {
            assertThat(command.getDeclaredFields())
                    .noneMatch(field -> field.getType().getName().contains(".flink."));
            assertThat(command.getDeclaredMethods())
                    .noneMatch(method -> method.toGenericString().contains(".flink."));
        }
    }
}
