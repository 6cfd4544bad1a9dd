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
                "clock status",
                "bus",
                "bus driver",
                "bus publish",
                "bus subscribe",
                "bus stats",
                "bus record",
                "bus replay",
                "bus hold",
                "bus release",
                "bus purge",
                "state inspect",
                "plan",
                "doctor"
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
        "bus, 'expected: driver, publish, subscribe, stats'",
        "bus publsh, Did you mean publish",
        "bus driver --sync 3, 'expected: 0, 1 or 2'",
        "bus driver --term-length 4q, such as 65536",
        "bus driver --segment-length 2g, up to 1g",
        "bus publish t, --source",
        "bus publish t/u --source a, 1 to 100 of the letters",
        "bus publish t --source a b, b",
        "bus publish t --source a --targets 64, from 0 to 63",
        "bus publish t --source a --targets 0x0, at least one target",
        "bus publish t --source a --rate 0/s, packets a second",
        "bus publish t --source a --priority hihg, did you mean high?",
        "bus publish t --source a --deadline 5, one of the units",
        "bus publish t --source a --deadline 0s, more than 0",
        "bus publish t --source a --trace 00-1, a W3C traceparent",
        "bus publish t --source a --telemetry --file x, do not go together",
        "bus subscribe t --when-behind drop-oldst, did you mean drop-oldest?",
        "bus subscribe t --when-behind drop-newest, drop-oldest?",
        "bus subscribe t --count 0, 1 or more",
        "bus record t, --output",
        "bus replay, 'expected: FILE, BUS or --recording ID'",
        "bus replay t --recording 1, 'expected: FILE, BUS or --recording ID'",
        "bus replay t --speed fast, such as 1x",
        "bus replay --recording 1 --committed, only with a BUS",
        "bus hold t c, NAME",
        "bus stats --wach, Did you mean --watch",
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
                .contains(
                        "expected: demo, run, rules, explain, dead-letters, clock, bus, state, plan or doctor");
    }

    @Test
    void commandClassesCanBeReadWithoutFlink() throws ReflectiveOperationException {
        for (Class<?> command :
                List.of(
                        ChronoFabricCommand.class,
                        DemoCommand.class,
                        ClockCommand.class,
                        ClockStatusCommand.class,
                        BusCommand.class,
                        DoctorCommand.class,
                        StateCommand.class,
                        StateInspectCommand.class,
                        PlanCommand.class,
                        BusDriverCommand.class,
                        BusPublishCommand.class,
                        BusSubscribeCommand.class,
                        BusStatsCommand.class,
                        BusRecordCommand.class,
                        BusReplayCommand.class,
                        BusHoldCommand.class,
                        BusReleaseCommand.class,
                        BusPurgeCommand.class,
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
