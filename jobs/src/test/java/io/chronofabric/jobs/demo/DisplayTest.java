package io.chronofabric.jobs.demo;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.jobs.embedded.Console;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DisplayTest {
    private static final RuleRef STUCK = new RuleRef("default", "stuck", 1);

    private final StringWriter out = new StringWriter();
    private final Tally tally = new Tally();
    private final Display display =
            new Display(
                    new Console(
                            new PrintWriter(out, true),
                            new PrintWriter(new StringWriter(), true),
                            true),
                    List.of(),
                    false,
                    true);

    private void show(Verdict verdict) {
        display.verdict(verdict, tally.add(verdict));
    }

    private static Verdict match(String id, boolean isSure) {
        return Verdict.match(
                id,
                STUCK,
                "svc-1",
                12_000,
                isSure,
                "slow, no back",
                List.of(new Verdict.Step("slow", 1, 2_000, 2_000)),
                null);
    }

    /** A tally that counts what is told before the watermark counts such a match twice. */
    @Test
    void aMatchIsCountedOnceTheWatermarkHasSettledIt() {
        tally.expectPattern(STUCK);
        assertThat(tally.snapshot().patterns())
                .containsExactly(new Tally.PatternLine(STUCK, 0, "", Long.MIN_VALUE));

        show(match("a", false));
        show(match("a", true));
        show(match("b", false));
        show(match("b", false).withdrawn());

        assertThat(tally.snapshot().matches()).isEqualTo(1);
        assertThat(tally.snapshot().verdicts()).isZero();
        assertThat(out.toString().lines())
                .extracting(line -> line.substring(0, line.indexOf(" stuck")))
                .containsExactly(
                        "1970-01-01T00:00:12Z  foreseen ",
                        "1970-01-01T00:00:12Z  FOUND    ",
                        "1970-01-01T00:00:12Z  foreseen ",
                        "1970-01-01T00:00:12Z  no match ");
    }

    @Test
    void onATerminalPatternsHaveALineEach() {
        show(match("a", true));
        tally.expectPattern(new RuleRef("default", "other", 2));
        display.status(new Display.Status(9, 1.5, Double.NaN, "", tally.snapshot(), Map.of()));

        assertThat(out.toString())
                .containsPattern("violations 0, matches 1, dead letters 0")
                .containsPattern("pattern +matches +last\n")
                .containsPattern("other@2 +0 +-\n")
                .containsPattern("stuck@1 +1 +1970-01-01T00:00:12Z\n");
    }
}
