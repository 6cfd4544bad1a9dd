package io.chronofabric.bus;

import java.util.List;

/**
 * How a bus is, against its {@link BusThresholds}.
 *
 * @param warnings every threshold that is passed; none where all is well
 */
public record BusHealth(List<HealthWarning> warnings) {
    /** Copies the list. */
    public BusHealth {
        warnings = List.copyOf(warnings);
    }

    /** Whether no threshold is passed. */
    public boolean isHealthy() {
        return warnings.isEmpty();
    }

    /** Whether one of them needs somebody now. */
    public boolean isCritical() {
        return warnings.stream().anyMatch(HealthWarning::critical);
    }
}
