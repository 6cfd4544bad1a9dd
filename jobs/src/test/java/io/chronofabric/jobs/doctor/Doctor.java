package io.chronofabric.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.jobs.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What {@code chronofabric doctor} said.
 *
 * @param code its exit code
 * @param out its standard output
 * @param err its standard error
 */
record Doctor(int code, String out, String err) {
    static final Path ROOT = Path.of(System.getProperty("chronofabric.root"));

    /** Runs it; whether this machine's clock is kept is no matter of these tests. */
    static Doctor run(String... arguments) {
        List<String> all = new ArrayList<>(List.of("doctor", "--skip", "DOC109"));
        all.addAll(List.of(arguments));
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(out), new PrintWriter(err), all.toArray(String[]::new));
        Doctor said = new Doctor(code, out.toString(), err.toString());
        assertThat(said.out() + said.err()).doesNotContain("\tat ").doesNotContain("Exception in");
        return said;
    }

    /** The shipped configuration of a cluster, with ports that no test takes. */
    static String cluster() throws IOException {
        return Files.readString(ROOT.resolve("flink-conf/config.yaml"))
                .replace("rest.port: 8081", "rest.port: 8081\nrest.bind-port: 30000-30150")
                .replace("9249-9260", "30200-30350");
    }

    /** What was said under a code: its line and those that belong to it. */
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

    /** Demands that there is a problem with a code, a reason, and a way to mend it. */
    Doctor hasProblem(String wanted, String reason, String fix) {
        assertThat(code).as(out).isEqualTo(1);
        assertThat(under(wanted))
                .as(out)
                .startsWith("problem ")
                .contains(reason)
                .contains("needed: ")
                .containsPattern("fix: .*" + java.util.regex.Pattern.quote(fix));
        return this;
    }
}
