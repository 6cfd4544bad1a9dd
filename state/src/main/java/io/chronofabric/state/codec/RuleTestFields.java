package io.chronofabric.state.codec;

import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.Problem;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleTest;
import io.chronofabric.state.model.Signal;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Finds fields that a test's events have and none of its rules and patterns reads: most often a
 * typo.
 */
final class RuleTestFields {
    private final String source;
    private final String prefix;

    RuleTestFields(String source, String prefix) {
        this.source = source;
        this.prefix = prefix;
    }

    /** A warning for each such field, at the first event of each case that has it. */
    List<Problem> unread(RuleTest test) {
        Set<String> read = new TreeSet<>();
        List<Rule.SignalSpec> signals = new ArrayList<>();
        test.rules().forEach(rule -> signals.addAll(rule.signals()));
        test.patterns().forEach(pattern -> signals.addAll(pattern.signals()));
        for (Rule.SignalSpec signal : signals) {
            if (signal.readsAnyField()) {
                return List.of();
            }
            read.add(signal.field());
        }
        List<Problem> warnings = new ArrayList<>();
        Set<String> told = new HashSet<>(read);
        for (RuleTest.Case of : test.cases()) {
            for (Signal signal : of.given()) {
                warn(signal, read, told, warnings);
            }
        }
        return warnings;
    }

    private void warn(Signal signal, Set<String> read, Set<String> told, List<Problem> warnings) {
        Fields fields = signal.fields();
        for (int i = 0; i < fields.size(); i++) {
            String name = fields.name(i);
            if (told.add(name)) {
                String choice = String.join(", ", read);
                warnings.add(
                        Problem.warning(
                                DocumentCode.NOT_READ.in(prefix),
                                source,
                                (int) signal.origin().position(),
                                1,
                                "field "
                                        + Shown.of(name)
                                        + " is read by no rule of the test (read: "
                                        + choice
                                        + ")",
                                DidYouMean.suggest(name, read)
                                        .map(meant -> "Did you mean " + meant + "?")
                                        .orElse("Leave it out, if it was not meant for a rule.")));
            }
        }
    }
}
