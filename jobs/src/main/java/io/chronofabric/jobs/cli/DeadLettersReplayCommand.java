package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.deadletters.LetterFilter;
import io.chronofabric.jobs.deadletters.Replay;
import io.chronofabric.jobs.embedded.Console;
import io.chronofabric.time.TimeSource;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chronofabric dead-letters replay}. */
@Command(
        name = "replay",
        description = {
            "Send the records of dead letters to their topics again, as they were.",
            "",
            "What was replayed is noted in the topic NAME.replayed and not sent again, also after"
                    + " a crash. Without filters all letters are meant."
        },
        exitCodeList = {
            "0:every letter that was meant is replayed",
            "1:letters cannot be replayed, or the brokers failed or did not answer",
            ExitCodes.BAD_INPUT_TEXT
        })
final class DeadLettersReplayCommand implements Callable<Integer> {
    /** Set by the start script, which can tell. */
    private static final String TERMINAL = "chronofabric.terminal";

    @Spec private CommandSpec spec;

    @Mixin private DeadLettersSettings settings;

    @Mixin private DeadLettersSelection selection;

    @Parameters(
            paramLabel = "ID",
            arity = "0..*",
            description = "Only these letters, TOPIC/PARTITION/OFFSET as the list has them.")
    private List<String> ids = List.of();

    @Option(names = "--dry-run", description = "Say what would be sent, and send nothing.")
    private boolean dryRun;

    @Option(names = "--again", description = "Send also what was replayed before.")
    private boolean again;

    @Override
    public Integer call() throws Exception {
        Console console =
                new Console(
                        spec.commandLine().getOut(),
                        spec.commandLine().getErr(),
                        Boolean.getBoolean(TERMINAL));
        LetterFilter filter = selection.filter(spec, ids, TimeSource.system());
        Replay.Mode mode = new Replay.Mode(dryRun, again, selection.limit(spec));
        return settings.with(
                console.err(),
                topic -> {
                    ReplayProgress progress =
                            new ReplayProgress(console, TimeSource.system(), dryRun);
                    Replay replay = new Replay(topic, filter, mode, progress);
                    boolean ended = false;
                    try {
                        replay.run();
                        ended = true;
                    } finally {
                        progress.end(replay.tally(), ended);
                    }
                    return replay.tally().skipped() > 0 ? ExitCodes.FAILURE : ExitCodes.OK;
                });
    }
}
