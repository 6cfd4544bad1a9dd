package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine;

class UsageTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "demo",
                "rules",
                "rules check",
                "rules eval",
                "rules apply",
                "rules list",
                "rules status",
                "rules diff",
                "rules promote",
                "rules rollback",
                "rules disable",
                "rules governor",
                "dead-letters",
                "dead-letters list",
                "dead-letters show",
                "dead-letters replay",
                "clock",
                "clock status"
            })
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
        "dead-letters, 'expected: list, show or replay'",
        "dead-letters lst, Did you mean list",
        "dead-letters show, ID",
        "dead-letters show in, expected: TOPIC/PARTITION/OFFSET",
        "dead-letters show in/0/x, expected: TOPIC/PARTITION/OFFSET",
        "dead-letters list --reason malfromed, did you mean MALFORMED?",
        "dead-letters list --reason weather, 'expected: MALFORMED, '",
        "dead-letters list --since yesterday, how long ago",
        "dead-letters list --since 1h --until 2h, expected: later than --since",
        "dead-letters list --limit 0, expected: 1 or more",
        "clock, expected: status",
        "clock stats, Did you mean status",
        "clock status --wach, Did you mean --watch",
        "clock status --clockbound, --clockbound",
        "rules, 'expected: check, test, eval, backtest'",
        "rules chek, Did you mean check",
        "rules check, FILE",
        "rules apply, FILE",
        "rules aply, Did you mean apply",
        "rules status, ID",
        "rules disable, ID",
        "rules diff latency-slo 1, B",
        "rules promote latency-slo one, one",
        "rules rollback latency-slo --to one, one",
        "rules test, FILE",
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
        assertThat(ran.err())
                .contains("expected: demo, run, rules, explain, dead-letters, clock or bus");
    }

    @Test
    void commandClassesCanBeReadWithoutFlink() throws ReflectiveOperationException {
        for (Class<?> command :
                List.of(
                        ChronoFabricCommand.class,
                        DemoCommand.class,
                        ClockCommand.class,
                        ClockStatusCommand.class,
                        RulesCommand.class,
                        DeadLettersCommand.class,
                        DeadLettersListCommand.class,
                        DeadLettersShowCommand.class,
                        DeadLettersReplayCommand.class,
                        RulesCheckCommand.class,
                        RulesTestCommand.class,
                        RulesEvalCommand.class,
                        RulesApplyCommand.class,
                        RulesListCommand.class,
                        RulesStatusCommand.class,
                        RulesDiffCommand.class,
                        RulesPromoteCommand.class,
                        RulesRollbackCommand.class,
                        RulesDisableCommand.class,
                        RulesGovernorCommand.class)) {
            assertThat(command.getDeclaredFields())
                    .noneMatch(field -> field.getType().getName().contains(".flink."));
            assertThat(command.getDeclaredMethods())
                    .noneMatch(method -> method.toGenericString().contains(".flink."));
        }
    }

    @Test
    void aFailureIsToldByItsRootInOneLineAndInFullOnDemand() {
        assertThat(fail())
                .isEqualTo(
                        new Ran(
                                1,
                                "",
                                """
                                chronofabric: IllegalStateException: disk full
                                Run it again with --verbose for details.
                                """));
        assertThat(fail("--verbose").err()).contains("disk full", "\tat ").doesNotContain("again");
    }

    private static Ran fail(String... more) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine = Main.commandLine().addSubcommand(new Failing());
        // Handlers reach the commands that are there when they are set.
        commandLine
                .setExecutionExceptionHandler(Failures::execution)
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err));
        String[] arguments =
                Stream.concat(Stream.of("fail"), Stream.of(more)).toArray(String[]::new);
        return new Ran(commandLine.execute(arguments), out.toString(), err.toString());
    }

    @CommandLine.Command(name = "fail")
    private static final class Failing implements Callable<Integer> {
        @Override
        public Integer call() {
            throw new IllegalArgumentException(
                    "the job", new IllegalStateException("disk full\nand more"));
        }
    }
}
