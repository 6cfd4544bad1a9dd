package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.stl.OfflineEvaluator;
import io.chronofabric.clogic.egc.stl.StlContext;
import io.chronofabric.clogic.egc.stl.StlParser;
import io.chronofabric.clogic.egc.stl.StlProblem;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.state.codec.FormulaCase;
import io.chronofabric.state.codec.FormulaCaseJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Evaluates the cases of a file, a line of answer for each. */
final class CaseEvaluation {
    private static final long PERIOD_NANOS = 1_000_000_000L;

    private final PrintWriter out;

    CaseEvaluation(PrintWriter out) {
        this.out = out;
    }

    /** The exit code. */
    int run(String file) throws IOException {
        boolean malformed = false;
        try (BufferedReader lines =
                Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
            long number = 0;
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                number++;
                if (line.isBlank()) {
                    continue;
                }
                try {
                    out.println(answer(FormulaCaseJson.read(line)));
                } catch (IllegalArgumentException e) {
                    malformed = true;
                    out.println(FormulaCaseJson.malformed(number, e.getMessage()));
                }
            }
        } catch (NoSuchFileException e) {
            throw unreadable(file, "there is no such file", e);
        } catch (CharacterCodingException e) {
            throw unreadable(file, "it is no text in UTF-8", e);
        }
        out.flush();
        return malformed ? ExitCodes.BAD_INPUT : ExitCodes.OK;
    }

    private static ChronoFabricException unreadable(String file, String why, IOException cause) {
        return new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                file + ": " + why,
                "a file of cases, a JSON object a line",
                "Check the path.",
                cause);
    }

    private static String answer(FormulaCase one) {
        StlParser.Result parsed = StlParser.parse(one.formula());
        Optional<StlProblem> syntax = firstError(parsed.problems());
        if (syntax.isPresent()) {
            return refusal(one, syntax.get());
        }
        List<String> signals = List.copyOf(one.columns().keySet());
        StlContext context = new StlContext(PERIOD_NANOS, signals, Map.of(), Long.MAX_VALUE);
        Optional<StlProblem> meaning =
                firstError(OfflineEvaluator.check(parsed.formula(), context));
        if (meaning.isPresent()) {
            return refusal(one, meaning.get());
        }
        double[][] columns =
                signals.stream().map(name -> one.columns().get(name)).toArray(double[][]::new);
        return FormulaCaseJson.robustness(
                one.id(),
                OfflineEvaluator.evaluate(parsed.formula(), context, columns, one.length()));
    }

    private static Optional<StlProblem> firstError(List<StlProblem> problems) {
        return problems.stream().filter(StlProblem::isError).findFirst();
    }

    private static String refusal(FormulaCase one, StlProblem problem) {
        return FormulaCaseJson.refusal(
                one.id(),
                problem.code()
                        + " at "
                        + problem.line()
                        + ":"
                        + problem.column()
                        + ": "
                        + problem.reason());
    }
}
