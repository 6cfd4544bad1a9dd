package io.chronofabric.jobs.cli;

import io.chronofabric.state.codec.Timestamps;
import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code chronofabric rules eval}. */
@Command(
        name = "eval",
        description = {
            "Evaluate a formula on a recorded trace, or many cases from a file.",
            "",
            "Offline: the trace is there as a whole, windows are cut off at its ends, and operators"
                    + " may look ahead without bound. Online: sample by sample, as a stream is"
                    + " judged; the answers that are final. Interval: the least and the largest"
                    + " robustness that one sample can still have, after none, one, ... of the"
                    + " samples."
        },
        exitCodeList = {
            "0:everything was evaluated, or refused by name",
            ExitCodes.FAILURE_TEXT,
            "2:wrong arguments, formula or input"
        })
final class RulesEvalCommand implements Callable<Integer> {
    @Spec private CommandSpec spec;

    @ArgGroup(multiplicity = "1")
    private Input input;

    /** One of two ways to say what to evaluate. */
    static final class Input {
        @ArgGroup(exclusive = false, multiplicity = "1")
        private OnTrace onTrace;

        @Option(
                names = "--cases",
                required = true,
                paramLabel = "FILE",
                description =
                        "JSON lines {\"id\": ..., \"formula\": ..., \"trace\": {\"time\": [...],"
                                + " \"x\": [...]}}, a sample a second; for intervals also"
                                + " \"eval_time\" (0), the sample judged, and \"predicate_bounds\""
                                + " ([\"-inf\", \"inf\"]). Prints a JSON object a line: id and"
                                + " robustness, settled or interval_after_prefix; or id and error;"
                                + " or line and error.")
        private String cases;
    }

    /** A formula and a trace. */
    static final class OnTrace {
        @Option(
                names = "--formula",
                required = true,
                paramLabel = "FORMULA",
                description = "The formula; its signals are columns of the trace.")
        private String formula;

        @Option(
                names = "--trace",
                required = true,
                paramLabel = "FILE",
                description = "A recorded trace: CSV, plain or gzip.")
        private String trace;
    }

    @Option(
            names = "--period",
            paramLabel = "TIME",
            description =
                    "Distance of samples, from each entity's first event on; a sample holds the"
                            + " last value before it. Default: that of the events, if equal.")
    private String period;

    @Option(
            names = "--param",
            paramLabel = "NAME=VALUE",
            description = "Value of $NAME in the formula.")
    private Map<String, Double> params = new LinkedHashMap<>();

    @Option(
            names = "--entity",
            paramLabel = "NAME",
            description = "Only this entity. Default: each, one after the other.")
    private String entity;

    @Option(
            names = "--mode",
            paramLabel = "MODE",
            description = "With --cases: offline (default), online or interval.")
    private CaseEvaluation.Mode mode;

    @Option(names = "--json", description = "Print one JSON object a sample instead of a table.")
    private boolean json;

    @Option(
            names = "--explain",
            description =
                    "Say why the formula is broken, or holds, at one sample of each entity: the"
                            + " first at which it is broken, else the last.")
    private boolean explain;

    @Option(
            names = "--plot",
            paramLabel = "FILE",
            description =
                    "Draw the same, with the signals and the robustness of each part of the"
                            + " formula over time, as a picture in SVG. Of one entity. A picture"
                            + " that is there is replaced, any other file is not.")
    private String plot;

    @Option(
            names = "--at",
            paramLabel = "TIME",
            description = "With --explain or --plot: at this sample, such as 2026-01-01T00:00:05Z.")
    private String at;

    @Override
    public Integer call() throws Exception {
        if (input.cases != null) {
            if (period != null || entity != null || !params.isEmpty() || wantsMoment()) {
                throw new ParameterException(
                        spec.commandLine(),
                        "--period, --param, --entity, --explain, --plot and --at do not go with"
                                + " --cases (expected: --cases FILE, and --mode)");
            }
            CaseEvaluation.Mode asked = mode == null ? CaseEvaluation.Mode.OFFLINE : mode;
            return new CaseFile(input.cases)
                    .answer(
                            spec.commandLine().getOut(),
                            new CaseEvaluation(asked, HeapBudget.ofThisProcess()));
        }
        if (mode != null) {
            throw new ParameterException(
                    spec.commandLine(), "--mode goes with --cases (expected: --cases FILE too)");
        }
        if (at != null && !explain && plot == null) {
            throw new ParameterException(
                    spec.commandLine(),
                    "--at goes with --explain or --plot (expected: one of them too)");
        }
        PrintWriter out = spec.commandLine().getOut();
        TraceAnswer answer = wantsMoment() ? explained(out) : new RobustnessTable(out, json);
        return new TraceEvaluation(out, spec.commandLine().getErr(), answer)
                .run(input.onTrace.formula, params, input.onTrace.trace, period, entity);
    }

    private boolean wantsMoment() {
        return explain || plot != null || at != null;
    }

    private TraceAnswer explained(PrintWriter out) {
        ExplainedMoment.Form form =
                json
                        ? ExplainedMoment.Form.JSON
                        : explain ? ExplainedMoment.Form.WHOLE : ExplainedMoment.Form.VERDICT;
        Optional<PictureFile> picture =
                Optional.ofNullable(plot)
                        .map(path -> PictureFile.at(path, spec.commandLine().getErr()));
        return new ExplainedMoment(out, form, wanted(), picture);
    }

    private OptionalLong wanted() {
        return at == null ? OptionalLong.empty() : OptionalLong.of(Timestamps.parseNanos(at));
    }
}
