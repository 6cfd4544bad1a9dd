package io.chronofabric.it.container;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/** Skips a class without a Docker engine, and says so where a person looks: on the console. */
final class NeedsDocker implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (DockerClientFactory.instance().isDockerAvailable()) {
            return ConditionEvaluationResult.enabled("a Docker engine answers");
        }
        String reason = "no Docker engine answers; eval \"$(.ci/docker-up)\" starts one";
        if (context.getTestMethod().isEmpty()) {
            System.out.println(context.getDisplayName() + " is skipped: " + reason);
        }
        return ConditionEvaluationResult.disabled(reason);
    }
}
