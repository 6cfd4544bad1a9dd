package io.chronofabric.jobs.deadletters;

import io.chronofabric.state.model.Origin;
import java.util.Optional;

/** Reads the names of dead letters: {@code TOPIC/PARTITION/OFFSET}. */
public final class OriginId {
    private static final int MAX_LENGTH = 1_100;

    private OriginId() {}

    /** The place that a name stands for, if it is one. */
    public static Optional<Origin> parse(String id) {
        int position = id.lastIndexOf('/');
        int partition = position < 1 ? -1 : id.lastIndexOf('/', position - 1);
        if (partition < 1 || id.length() > MAX_LENGTH) {
            return Optional.empty();
        }
        String partitionDigits = id.substring(partition + 1, position);
        String positionDigits = id.substring(position + 1);
        // Plain digits only: parseLong would also take "+1".
        if (!partitionDigits.matches("\\d{1,10}") || !positionDigits.matches("\\d{1,19}")) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    new Origin(
                            id.substring(0, partition),
                            Integer.parseInt(partitionDigits),
                            Long.parseLong(positionDigits)));
        } catch (NumberFormatException e) {
            return Optional.empty();
        }
    }
}
