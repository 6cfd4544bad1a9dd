package io.chronofabric.jobs.cli;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.jobs.Checkpoints;
import io.chronofabric.jobs.GovernanceJob;
import io.chronofabric.jobs.savepoint.Purpose;
import io.chronofabric.jobs.savepoint.SavepointContents;
import io.chronofabric.jobs.savepoint.SavepointEntities;
import io.chronofabric.jobs.savepoint.SizeSummary;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.flink.core.fs.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code chronofabric state inspect}. */
@Command(
        name = "inspect",
        description = {
            "Show what a checkpoint or savepoint holds: operators and sizes, the largest entities,"
                    + " and of one entity its events, what its rules said and how far its"
                    + " patterns are.",
            "",
            "The job that wrote it need not run. Changes nothing."
        },
        exitCodeList = {
            ExitCodes.OK_TEXT,
            "1:it could not be read to its end",
            "2:wrong arguments, no savepoint there, or an entity that it does not know"
        })
final class StateInspectCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @Parameters(
            paramLabel = "SAVEPOINT",
            description =
                    "Folder or URI of a checkpoint or savepoint; or a folder that jobs keep"
                            + " checkpoints in, for the newest of them.")
    private String path;

    @Option(names = "--entity", paramLabel = "NAME", description = "Show what is kept of it.")
    private String entity;

    @Option(
            names = "--events",
            paramLabel = "N",
            defaultValue = "20",
            description = "With --entity: how many of its newest events. Default: 20.")
    private int events;

    @Option(
            names = "--fields",
            paramLabel = "NAME",
            split = ",",
            description = "With --entity: these fields of its events, and not all.")
    private List<String> fields = List.of();

    @Option(
            names = "--largest",
            paramLabel = "N",
            defaultValue = "10",
            description = "How many of the largest entities. Default: 10.")
    private int largest;

    @Option(
            names = "--operators",
            description =
                    "Show the operators alone: reads the savepoint's description, not the state.")
    private boolean operatorsOnly;

    @Option(names = "--json", description = "Print one JSON object a line, and nothing else.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        StateDisplay display = new StateDisplay(spec.commandLine().getOut(), json);
        SavepointContents contents = SavepointContents.of(resolved(path));
        if (entity != null) {
            showEntity(display, contents);
            return ExitCodes.OK;
        }
        display.operators(contents);
        if (!operatorsOnly) {
            for (Purpose purpose : purposes(contents)) {
                SizeSummary summary = new SizeSummary(largest);
                entities(contents, purpose).sizes(summary::add);
                display.entities(purpose, summary);
            }
        }
        return ExitCodes.OK;
    }

    private void showEntity(StateDisplay display, SavepointContents contents) throws Exception {
        boolean[] known = {false};
        for (Purpose purpose : purposes(contents)) {
            entities(contents, purpose)
                    .lines(
                            entity,
                            events,
                            fields,
                            line -> {
                                known[0] = true;
                                display.line(entity, line);
                            });
        }
        if (!known[0]) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    "entity " + entity + ", of which " + contents.path() + " knows nothing",
                    "an entity that has state: one whose rules or patterns look at it and that was"
                            + " not silent for long",
                    "Leave --entity out to see some.");
        }
    }

    /** The path itself, or the newest checkpoint under it. */
    private static String resolved(String path) {
        try {
            Path folder = new Path(path);
            if (folder.getFileSystem().exists(new Path(folder, "_metadata"))) {
                return path;
            }
            return Checkpoints.newest(path).orElse(path);
        } catch (IOException | IllegalArgumentException e) {
            return path; // reading it will say what is wrong with it
        }
    }

    /** Only a job with patterns has an operator for them. */
    private static List<Purpose> purposes(SavepointContents contents) {
        return contents.operator(GovernanceJob.patternsUid()).isPresent()
                ? List.of(Purpose.RULES, Purpose.PATTERNS)
                : List.of(Purpose.RULES);
    }

    private static SavepointEntities entities(SavepointContents contents, Purpose purpose) {
        String uid =
                switch (purpose) {
                    case RULES -> GovernanceJob.governUid();
                    case PATTERNS -> GovernanceJob.patternsUid();
                };
        return new SavepointEntities(contents, uid, purpose);
    }
}
