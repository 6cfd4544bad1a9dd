package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Path;
import picocli.CommandLine;

/**
 * What a command did.
 *
 * @param code its exit code
 * @param out its standard output
 * @param err its standard error
 */
record Ran(int code, String out, String err) {
    static final Path ROOT = Path.of(System.getProperty("chronofabric.root"));

    /** Runs {@code chronofabric} in this process; nothing it prints may look like a stack trace. */
    static Ran command(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        CommandLine commandLine =
                Main.commandLine()
                        .setOut(new PrintWriter(out))
                        .setErr(new PrintWriter(err))
                        .setUsageHelpWidth(100);
        int code = commandLine.execute(arguments);
        Ran ran = new Ran(code, out.toString(), err.toString());
        assertThat(ran.out() + ran.err()).doesNotContain("\tat ").doesNotContain("Exception in");
        return ran;
    }
}
