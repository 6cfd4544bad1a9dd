package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Keeps the limits in {@code docs/rules.md} equal to those in the code. */
class RuleLimitsPageTest {
    private static final String CODEC = "io.chronofabric.state.codec.";
    private static final String EGC = "io.chronofabric.clogic.egc.";
    private static final String JOBS = "io.chronofabric.jobs.";

    /** The rows that are no constant of ours are those with words for a number. */
    private static final Map<String, String> CONSTANTS =
            Map.ofEntries(
                    Map.entry("bytes of a file of rules or tests", JOBS + "DocumentText#MAX_BYTES"),
                    Map.entry("characters of it", CODEC + "YamlDocuments#MAX_CHARACTERS"),
                    Map.entry("documents in it", CODEC + "YamlDocuments#MAX_DOCUMENTS"),
                    Map.entry(
                            "lists and mappings in each other",
                            CODEC + "YamlDocuments#MAX_NESTING"),
                    Map.entry(
                            "`*aliases` of lists and mappings",
                            CODEC + "YamlDocuments#MAX_ALIASES"),
                    Map.entry("problems told of a file", CODEC + "Findings#MAX"),
                    Map.entry("problems told of a formula", EGC + "stl.StlProblem#MOST"),
                    Map.entry("characters of a reason", "io.chronofabric.core.Problem#MOST"),
                    Map.entry("signals of a rule", CODEC + "SignalsReader#MAX_SIGNALS"),
                    Map.entry("parameters of a rule", CODEC + "ParamsReader#MAX_PARAMS"),
                    Map.entry(
                            "characters of an entity's pattern or a field's name",
                            CODEC + "YamlScalars#MAX_TEXT"),
                    Map.entry("characters of a formula", CODEC + "FormulaReader#MAX_FORMULA"),
                    Map.entry(
                            "names that it gives to its parts", EGC + "stl.Names#MAX_DEFINITIONS"),
                    Map.entry(
                            "operators, signals and numbers in it, parts with names written out",
                            EGC + "stl.Names#MAX_PARTS"),
                    Map.entry("levels of its nesting", EGC + "stl.StlParser#MAX_DEPTH"),
                    Map.entry("different comparisons in it", EGC + "stl.Provenance#MAX_PREDICATES"),
                    Map.entry(
                            "monitor state of a rule for one entity, in bytes",
                            EGC + "RuleCheck#MAX_STATE_BYTES"),
                    Map.entry(
                            "periods of `maxGap`, and of `lateness`",
                            EGC + "RuleCheck#MAX_MOMENTS"),
                    Map.entry(
                            "triggers of a rule on Flink CEP open for one entity",
                            JOBS + "GovernanceSettings#DEFAULT_MAX_OPEN_SEQUENCES"),
                    Map.entry(
                            "events kept for one entity",
                            JOBS + "GovernanceSettings#DEFAULT_MAX_SAMPLES"),
                    Map.entry("rule files of a test", CODEC + "RuleTestReader#MAX_RULE_FILES"),
                    Map.entry(
                            "rules of a file of tests, all together",
                            JOBS + "cli.RuleTestFile#MAX_RULES"),
                    Map.entry("cases of a test", CODEC + "RuleTestReader#MAX_CASES"),
                    Map.entry("values in a file of tests", CODEC + "RuleTestBudget#MAX_VALUES"),
                    Map.entry("events of a case", CODEC + "RuleTestGivenReader#MAX_EVENTS"),
                    Map.entry("entities of a case", CODEC + "RuleTestGivenReader#MAX_ENTITIES"),
                    Map.entry(
                            "elements of an expectation",
                            CODEC + "RuleTestExpectReader#MAX_EXPECTED"),
                    Map.entry(
                            "moments that a case expects something of",
                            CODEC + "RuleTestExpectReader#MAX_MOMENTS"),
                    Map.entry(
                            "steps of the cases of a file, moments judged again by late events"
                                    + " counted",
                            JOBS + "cli.RuleTestCost#MAX_STEPS"),
                    Map.entry("bytes of a row of a trace", JOBS + "replay.Recording#MAX_ROW_BYTES"),
                    Map.entry(
                            "rows left out that are told one by one",
                            JOBS + "cli.TraceReading#MAX_TOLD"),
                    Map.entry(
                            "samples of a formula on a trace",
                            JOBS + "cli.TraceEvaluation#MAX_SAMPLES"),
                    Map.entry("characters of a case of `--cases`", JOBS + "cli.CaseFile#MAX_LINE"),
                    Map.entry(
                            "steps of an explanation, or of the intervals of a case",
                            JOBS + "cli.EvaluationCost#MAX_STEPS"));

    @Test
    void theTableHoldsTheLimitsOfTheCode() throws Exception {
        List<String> unknown = new ArrayList<>(CONSTANTS.keySet());
        for (String[] cells : rows()) {
            String constant = CONSTANTS.get(cells[0]);
            if (constant == null) {
                assertThat(cells[1]).as(cells[0]).isIn("292 years", "half of the process's");
            } else {
                unknown.remove(cells[0]);
                assertThat(Double.parseDouble(cells[1].replace(",", "")))
                        .as("%s, %s", cells[0], constant)
                        .isEqualTo(valueOf(constant));
            }
        }
        assertThat(unknown).as("limits that the table lacks").isEmpty();
        assertThat(valueOf(EGC + "stl.StlParser#MAX_LENGTH"))
                .isEqualTo(valueOf(CODEC + "FormulaReader#MAX_FORMULA"));
    }

    private static List<String[]> rows() throws IOException {
        String page = Files.readString(Ran.ROOT.resolve("docs/rules.md"));
        String section = page.substring(page.indexOf("\n## Limits\n"));
        return section.lines()
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .map(line -> line.substring(2).split(" \\| ", 3))
                .toList();
    }

    private static double valueOf(String constant) throws ReflectiveOperationException {
        String[] parts = constant.split("#");
        Field field = Class.forName(parts[0]).getDeclaredField(parts[1]);
        field.setAccessible(true);
        return ((Number) field.get(null)).doubleValue();
    }
}
