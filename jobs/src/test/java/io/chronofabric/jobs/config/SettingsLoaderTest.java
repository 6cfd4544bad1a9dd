package io.chronofabric.jobs.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.chronofabric.core.Problem;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsLoaderTest {
    @TempDir private Path folder;

    @Test
    void nothingGivenMeansTheDefaults() {
        Settings settings = load("", Map.of());

        assertThat(settings.get(Options.REPLAY_SPEED)).isEqualTo(Speed.MAX);
        assertThat(settings.get(Options.TELEMETRY_INTERVAL)).isEqualTo(Duration.ofSeconds(1));
        assertThat(settings.find(Options.DEMO_DURATION)).isEmpty();
        assertThat(settings.isGiven(Options.REPLAY_SPEED)).isFalse();
    }

    @Test
    void theFileGivesWayToTheEnvironmentAndThatToDefinitions() {
        String file = "web.port: 9001\nreplay: {speed: 2x}\nbus: {capacity: 128}\n";
        Map<String, String> environment =
                Map.of("CHRONOFABRIC_WEB_PORT", "9002", "CHRONOFABRIC_REPLAY_SPEED", "3x");

        Settings settings = load(file, environment, "web.port=9003");

        assertThat(settings.get(Options.WEB_PORT)).isEqualTo(9003);
        assertThat(settings.get(Options.REPLAY_SPEED)).isEqualTo(new Speed(3));
        assertThat(settings.get(Options.BUS_CAPACITY)).isEqualTo(128);
        assertThat(settings.isGiven(Options.BUS_CAPACITY)).isTrue();
    }

    @Test
    void keysMayBeNestedOrFlatAndListsBeListsOrTexts() {
        assertThat(load("rules:\n  files: [a.yaml, b.yaml]\n", Map.of()).get(Options.RULES_FILES))
                .containsExactly("a.yaml", "b.yaml");
        assertThat(load("rules.files: a.yaml;b.yaml\n", Map.of()).get(Options.RULES_FILES))
                .containsExactly("a.yaml", "b.yaml");
    }

    @Test
    void hyphensAndDotsAreUnderscoresInTheEnvironment() {
        Settings settings = load("", Map.of("CHRONOFABRIC_BUS_OUT_OF_ORDERNESS", "50ms"));

        assertThat(settings.get(Options.BUS_OUT_OF_ORDERNESS)).isEqualTo(Duration.ofMillis(50));
    }

    @Test
    void everyProblemOfEverySourceIsInOneReport() throws IOException {
        String file = "replay:\n  sped: 10x\nweb.port: many\n";

        List<Problem> problems =
                problems(
                        file,
                        Map.of("CHRONOFABRIC_TELEMETRY_CORES", "yes"),
                        "bus.capacity=1",
                        "nonsense",
                        "demo.durration=3s");

        String path = folder.resolve("settings.yaml").toString();
        assertThat(problems)
                .extracting(Problem::toString)
                .containsExactly(
                        path
                                + ":2:3: CFG002: unknown setting replay.sped; fix: did you mean"
                                + " replay.speed?",
                        path
                                + ":3:1: CFG004: web.port: \"many\" (expected: a whole number, 1 to"
                                + " 65535); fix: leave it out for 8081",
                        "environment CHRONOFABRIC_TELEMETRY_CORES: CFG004: telemetry.cores:"
                                + " \"yes\" (expected: true or false); fix: leave it out for true",
                        "-D bus.capacity: CFG004: bus.capacity: \"1\" (expected: a whole number, 64"
                                + " to 16777216); fix: leave it out for 16384",
                        "-D: CFG003: \"nonsense\" (expected: key=value); fix: write -D"
                                + " replay.speed=10x",
                        "-D demo.durration: CFG002: unknown setting demo.durration; fix: did you"
                                + " mean demo.duration?");
    }

    @Test
    void theReportHasALineForEachProblem() {
        ConfigurationProblems report =
                catchThrowableOfType(
                        ConfigurationProblems.class, () -> load("", Map.of(), "a=1", "b=2"));

        assertThat(report.getMessage().lines()).hasSize(2);
    }

    @Test
    void anUnknownVariableIsOnlyWarnedOf() {
        Settings settings =
                load("", Map.of("CHRONOFABRIC_SERVICE_HOST", "10.0.0.1", "PATH", "/bin"));

        assertThat(settings.warnings()).hasSize(1);
        assertThat(settings.warnings().get(0).toString())
                .contains("warning", "CHRONOFABRIC_SERVICE_HOST", "ignored");
    }

    @Test
    void variablesOfTheStartScriptAreNoSettings() {
        assertThat(load("", Map.of("CHRONOFABRIC_JAVA_OPTS", "-Xmx1g")).warnings()).isEmpty();
    }

    @Test
    void aMissingFileIsAProblemAsAnyOther() {
        SettingsLoader loader = new SettingsLoader();
        loader.file(folder.resolve("none.yaml"));
        loader.definitions(List.of("x=1"));

        assertThat(catchThrowableOfType(ConfigurationProblems.class, loader::settings).problems())
                .extracting(Problem::code)
                .containsExactly("CFG001", "CFG002");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a: [1", "- 1", "just text", "a: 1\n b: 2", "a: {b: [[1]]}", "\u0000"})
    void aFileThatIsNoMapOfSettingsIsAProblem(String text) throws IOException {
        assertThat(problems(text, Map.of())).isNotEmpty();
    }

    @Test
    void aSettingGivenTwiceInAFileIsAProblem() throws IOException {
        assertThat(problems("web.port: 1\nweb: {port: 2}\n", Map.of()))
                .singleElement()
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("CFG012"));
    }

    @Test
    void anEmptyFileHoldsNoSettings() {
        assertThat(load("", Map.of()).warnings()).isEmpty();
        assertThat(load("# nothing\n", Map.of()).warnings()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"1x", "10x", "0.5x", "max"})
    void aSpeedIsWrittenAsItIsRead(String text) {
        assertThat(Speed.parse(text)).hasToString(text);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "x", "10", "0x", "-1x", "1e3x", "NaNx", "MAX", "fast", "1fx"})
    void anythingElseIsNoSpeed(String text) throws IOException {
        assertThat(problems("", Map.of(), "replay.speed=" + text))
                .singleElement()
                .satisfies(problem -> assertThat(problem.code()).isEqualTo("CFG004"));
    }

    private List<Problem> problems(String file, Map<String, String> environment, String... given)
            throws IOException {
        ConfigurationProblems report =
                catchThrowableOfType(
                        ConfigurationProblems.class, () -> load(file, environment, given));
        return report.problems();
    }

    private Settings load(String file, Map<String, String> environment, String... definitions) {
        try {
            Path path = Files.writeString(folder.resolve("settings.yaml"), file);
            return SettingsLoader.load(Optional.of(path), environment, List.of(definitions));
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }
}
