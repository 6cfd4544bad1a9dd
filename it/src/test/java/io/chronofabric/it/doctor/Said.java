package io.chronofabric.it.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.jobs.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What {@code chronofabric doctor} said.
 *
 * @param code its exit code
 * @param out its standard output
 * @param err its standard error
 */
record Said(int code, String out, String err) {
    /** Runs it; whether this machine's clock is kept is no matter of these tests. */
    static Said by(String... arguments) {
        List<String> all = new ArrayList<>(List.of("doctor", "--skip", "DOC109"));
        all.addAll(List.of(arguments));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        Said said = new Said(code, out.toString(), err.toString());
        assertThat(said.out() + said.err()).doesNotContain("\tat ").doesNotContain("Exception in");
        return said;
    }

    /** What was said under a code: its lines and those that belong to them. */
    String under(String wanted) {
        StringBuilder found = new StringBuilder();
        boolean inside = false;
        for (String line : out.lines().toList()) {
            inside = line.contains("  " + wanted + "  ") || inside && line.startsWith("   ");
            if (inside) {
                found.append(line).append('\n');
            }
        }
        return found.toString();
    }

    /** Demands that nothing is wrong. */
    void findsNothing() {
        assertThat(code).as(out + err).isZero();
        assertThat(out).contains("0 problem, 0 warning,");
    }

    /** Demands that there is a problem with a code, a reason, and a way to mend it. */
    void hasProblem(String wanted, String reason, String fix) {
        assertThat(code).as(out + err).isEqualTo(1);
        has("problem", wanted, reason, fix);
    }

    /** Demands that something is warned of. */
    void hasWarning(String wanted, String reason, String fix) {
        has("warning", wanted, reason, fix);
    }

    private void has(String standing, String wanted, String reason, String fix) {
        assertThat(under(wanted))
                .as(out + err)
                .containsPattern(
                        Pattern.compile(
                                "(?m)^"
                                        + standing
                                        + " .*"
                                        + Pattern.quote(reason)
                                        + ".*\\R +needed: .+\\R +fix: .*"
                                        + Pattern.quote(fix)));
    }
}
