package io.chronofabric.it.container;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/**
 * Skips a class without a command of this host, and says so on the console. Where {@code
 * .ci/container-tests-ran} looks, a skipped test is a failure.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsTool.Condition.class)
public @interface NeedsTool {
    /** The commands. */
    HostTool[] value();

    /** Looks whether they run. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (context.getTestMethod().isPresent()) {
                return ConditionEvaluationResult.enabled("asked for the class");
            }
            List<String> missing =
                    AnnotationSupport.findAnnotation(context.getElement(), NeedsTool.class)
                            .map(needs -> Arrays.asList(needs.value()))
                            .orElse(List.of())
                            .stream()
                            .filter(tool -> !tool.isThere())
                            .map(HostTool::described)
                            .toList();
            if (missing.isEmpty()) {
                return ConditionEvaluationResult.enabled("all commands are there");
            }
            String reason = "not on this host: " + String.join(", ", missing);
            System.out.println(context.getDisplayName() + " is skipped: " + reason);
            return ConditionEvaluationResult.disabled(reason);
        }
    }
}
