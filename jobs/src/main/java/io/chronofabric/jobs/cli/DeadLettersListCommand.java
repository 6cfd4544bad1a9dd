package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.deadletters.LetterFilter;
import io.chronofabric.jobs.deadletters.Listing;
import io.chronofabric.time.TimeSource;
import java.io.PrintWriter;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code chronofabric dead-letters list}. */
@Command(
        name = "list",
        description = {
            "List the dead letters that are there now, each once.",
            "",
            "Order is that of the topic's partitions. What is no dead letter is listed as such."
        },
        exitCodeList = {
            ExitCodes.OK_TEXT,
            "1:the brokers failed or did not answer",
            ExitCodes.BAD_INPUT_TEXT
        })
final class DeadLettersListCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Mixin private DeadLettersSettings settings;

    @Mixin private DeadLettersSelection selection;

    @Option(names = "--summary", description = "Count them by reason and topic of origin instead.")
    private boolean summary;

    @Option(names = "--json", description = "Print one JSON object a line.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        LetterFilter filter = selection.filter(spec, List.of(), TimeSource.system());
        long limit = selection.limit(spec);
        List<String> remarks =
                settings.with(
                        err,
                        topic -> {
                            Listing listing = new Listing(topic, filter, out, json);
                            return summary ? listing.summarize() : listing.list(limit);
                        });
        out.flush();
        remarks.forEach(err::println);
        return ExitCodes.OK;
    }
}
