package io.chronofabric.jobs.cli;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.jobs.deadletters.Page;
import io.chronofabric.state.model.Origin;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chronofabric dead-letters show}. */
@Command(
        name = "show",
        description = "Show all of one dead letter: reason, key, headers and the bytes.",
        exitCodeList = {
            ExitCodes.OK_TEXT,
            "1:the brokers failed or did not answer",
            "2:no such letter, or wrong arguments or settings"
        })
final class DeadLettersShowCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private DeadLettersSettings settings;

    @Parameters(
            paramLabel = "ID",
            description = "TOPIC/PARTITION/OFFSET of the record, as the list has it.")
    private String id;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        Origin origin = DeadLettersSelection.origin(spec, id);
        return settings.with(
                spec.commandLine().getErr(),
                topic -> {
                    if (!new Page(topic, out).show(origin)) {
                        throw new ChronoFabricException(
                                ErrorCode.INPUT_INVALID,
                                "ID: " + id + ", and " + topic.name() + " has no letter about it",
                                "the ID of a letter that is there",
                                "Look for it with: chronofabric dead-letters list");
                    }
                    out.flush();
                    return ExitCodes.OK;
                });
    }
}
