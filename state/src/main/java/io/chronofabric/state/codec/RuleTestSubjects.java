package io.chronofabric.state.codec;

import io.chronofabric.state.model.PatternRule;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.RuleRef;
import java.util.List;
import java.util.stream.Stream;

/**
 * What a test is about.
 *
 * @param rules its rules
 * @param patterns its patterns
 */
record RuleTestSubjects(List<Rule> rules, List<PatternRule> patterns) {
    List<RuleRef> ruleRefs() {
        return rules.stream().map(Rule::ref).toList();
    }

    List<RuleRef> patternRefs() {
        return patterns.stream().map(PatternRule::ref).toList();
    }

    List<RuleRef> refs() {
        return Stream.concat(ruleRefs().stream(), patternRefs().stream()).toList();
    }

    /** The rule of this name and version, or null. */
    Rule rule(RuleRef ref) {
        return rules.stream().filter(each -> each.ref().equals(ref)).findFirst().orElse(null);
    }

    /** The pattern of this name and version, or null. */
    PatternRule pattern(RuleRef ref) {
        return patterns.stream().filter(each -> each.ref().equals(ref)).findFirst().orElse(null);
    }
}
