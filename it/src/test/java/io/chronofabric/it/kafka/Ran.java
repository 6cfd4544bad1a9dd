package io.chronofabric.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.jobs.cli.Main;
import java.io.PrintWriter;
import java.io.StringWriter;

/**
 * What a command did.
 *
 * @param code its exit code
 * @param out its standard output
 * @param err its standard error
 */
record Ran(int code, String out, String err) {
    /** Runs {@code chronofabric} in this process; nothing it prints may look like a stack trace. */
    static Ran command(String... arguments) {
        StringWriter out = new StringWriter();
        StringWriter err = new StringWriter();
        int code = Main.run(new PrintWriter(out), new PrintWriter(err), arguments);
        Ran ran = new Ran(code, out.toString(), err.toString());
        assertThat(ran.out() + ran.err()).doesNotContain("\tat ").doesNotContain("Exception in");
        return ran;
    }
}
