package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.stl.OfflineEvaluator;
import io.chronofabric.clogic.egc.stl.StlCompiler;
import io.chronofabric.clogic.egc.stl.StlContext;
import io.chronofabric.clogic.egc.stl.StlParser;
import io.chronofabric.clogic.egc.stl.StlProblem;
import io.chronofabric.state.codec.FormulaCheck;
import io.chronofabric.state.codec.FormulaCheckJson;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Says what is wrong with the formula of a case. */
final class CaseCheck implements CaseFile.Answers {
    @Override
    public String to(long index, String line) {
        return problems(FormulaCheckJson.read(line)).stream()
                .filter(StlProblem::isError)
                .findFirst()
                .map(first -> FormulaCheckJson.answer(index, first.code(), first.reason()))
                .orElseGet(() -> FormulaCheckJson.answer(index, null, null));
    }

    private static List<StlProblem> problems(FormulaCheck check) {
        StlParser.Result parsed =
                StlParser.parse(check.formula(), Set.copyOf(check.declared()), Set.of());
        List<StlProblem> problems = new ArrayList<>(parsed.problems());
        if (parsed.formula() != null) {
            StlContext context =
                    new StlContext(check.periodNanos(), check.declared(), Map.of(), Long.MAX_VALUE);
            problems.addAll(
                    check.online()
                            ? StlCompiler.compile(parsed.formula(), context).problems()
                            : OfflineEvaluator.check(parsed.formula(), context));
        }
        return problems;
    }
}
