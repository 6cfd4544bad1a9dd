package io.chronofabric.state.codec;

import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.Problem;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.TopicMapping;
import io.chronofabric.state.model.TopicMapping.Field;
import io.chronofabric.state.model.TopicMapping.Signals;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** Compares what rules read with what mappings give. */
final class MappingConflicts {
    private static final String PREFIX = "MAP";

    private final List<TopicMapping> mappings;
    private final Set<String> fields = new TreeSet<>();
    private final boolean allKnown;
    private final List<Problem> problems = new ArrayList<>();

    /**
     * @param allMapped whether only the mappings give fields
     */
    MappingConflicts(List<TopicMapping> mappings, boolean allMapped) {
        this.mappings = mappings;
        boolean narrow = false;
        for (TopicMapping mapping : mappings) {
            if (mapping.signals() instanceof Signals.Wide wide) {
                wide.fields().forEach(field -> fields.add(field.name()));
            } else {
                // Its records name their fields themselves.
                narrow = true;
            }
        }
        allKnown = allMapped && !narrow;
    }

    List<Problem> find(List<Rule> rules) {
        for (Rule rule : rules) {
            for (Rule.SignalSpec signal : rule.signals()) {
                compareUnits(rule, signal);
                if (allKnown && !signal.readsAnyField() && !fields.contains(signal.field())) {
                    warn(
                            DocumentCode.NOT_PROVIDED,
                            rule,
                            "signal "
                                    + signal.name()
                                    + " reads the field "
                                    + Shown.of(signal.field())
                                    + ", which no mapping gives",
                            DidYouMean.suggest(signal.field(), fields)
                                    .map(meant -> "Did you mean " + meant + "?")
                                    .orElse("Add it to the signals of a mapping."));
                }
            }
        }
        return List.copyOf(problems);
    }

    private void compareUnits(Rule rule, Rule.SignalSpec signal) {
        for (TopicMapping mapping : mappings) {
            if (mapping.signals() instanceof Signals.Wide wide) {
                for (Field field : wide.fields()) {
                    boolean differs =
                            signal.measure() == Rule.Measure.VALUE
                                    && field.name().equals(signal.field())
                                    && !field.unit().isEmpty()
                                    && !signal.unit().isEmpty()
                                    && !field.unit().equals(signal.unit());
                    if (differs) {
                        warn(
                                DocumentCode.UNIT_DIFFERS,
                                rule,
                                "signal "
                                        + signal.name()
                                        + " reads "
                                        + Shown.of(field.name())
                                        + " in "
                                        + signal.unit()
                                        + ", mapping "
                                        + mapping.id()
                                        + " gives it in "
                                        + field.unit(),
                                "Convert it with scale and offset, or correct one of the units.");
                    }
                }
            }
        }
    }

    private void warn(DocumentCode code, Rule rule, String reason, String fix) {
        problems.add(
                Problem.warning(
                        code.in(PREFIX),
                        rule.formulaAt().source(),
                        rule.formulaAt().line(),
                        rule.formulaAt().column(),
                        "rule " + rule.ref() + ": " + reason,
                        fix));
    }
}
