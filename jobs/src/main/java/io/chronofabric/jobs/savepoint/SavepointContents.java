package io.chronofabric.jobs.savepoint;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.io.IOException;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.apache.flink.runtime.checkpoint.OperatorState;
import org.apache.flink.runtime.checkpoint.OperatorSubtaskState;
import org.apache.flink.runtime.checkpoint.StateObjectCollection;
import org.apache.flink.runtime.checkpoint.metadata.CheckpointMetadata;
import org.apache.flink.runtime.state.IncrementalKeyedStateHandle;
import org.apache.flink.runtime.state.StateObject;
import org.apache.flink.state.api.OperatorIdentifier;
import org.apache.flink.state.api.runtime.SavepointLoader;

/**
 * What a checkpoint or savepoint says about itself: its operators and how much each keeps.
 *
 * @param path where it lies
 * @param checkpoint its number
 * @param operators those with state first, the largest first
 */
public record SavepointContents(String path, long checkpoint, List<Operator> operators) {
    /** Copies the list. */
    public SavepointContents {
        Objects.requireNonNull(path, "path");
        operators = List.copyOf(operators);
    }

    /**
     * An operator.
     *
     * @param uid the name that ties it to its state; where it was not told, the hash of it
     * @param name its name in Flink's web UI, or empty
     * @param parallelism how many subtasks it had
     * @param maxParallelism how many it can have
     * @param keyedBytes of its keyed state
     * @param timerBytes of its timers and other raw keyed state
     * @param operatorBytes of its state by subtask, coordinators included
     * @param isNative whether its keyed state can be read by the backend alone that wrote it
     */
    public record Operator(
            String uid,
            String name,
            int parallelism,
            int maxParallelism,
            long keyedBytes,
            long timerBytes,
            long operatorBytes,
            boolean isNative) {
        /** All of it, in bytes. */
        public long bytes() {
            return keyedBytes + timerBytes + operatorBytes;
        }
    }

    /**
     * Reads what it says; not the state itself.
     *
     * @throws ChronoFabricException with {@link ErrorCode#INPUT_INVALID} if there is none there, or
     *     it can't be read
     */
    public static SavepointContents of(String path) {
        CheckpointMetadata metadata;
        try {
            metadata = SavepointLoader.loadSavepointMetadata(path);
        } catch (IOException | RuntimeException e) {
            throw new ChronoFabricException(
                    ErrorCode.INPUT_INVALID,
                    path + ": " + e.getMessage(),
                    "the folder of a checkpoint or savepoint, with a file _metadata in it",
                    "Give the path that Flink told when it was taken.",
                    e);
        }
        List<Operator> operators =
                metadata.getOperatorStates().stream()
                        .map(SavepointContents::operator)
                        .sorted(Comparator.comparingLong(Operator::bytes).reversed())
                        .toList();
        return new SavepointContents(path, metadata.getCheckpointId(), operators);
    }

    /** The operator of a uid, if it has one. */
    public Optional<Operator> operator(String uid) {
        String hash = OperatorIdentifier.forUid(uid).getOperatorId().toHexString();
        return operators.stream()
                .filter(each -> each.uid().equals(uid) || each.uid().equals(hash))
                .findFirst();
    }

    /** All of it, in bytes. */
    public long bytes() {
        return operators.stream().mapToLong(Operator::bytes).sum();
    }

    private static Operator operator(OperatorState state) {
        long keyed = 0;
        long timers = 0;
        long byOperator =
                state.getCoordinatorState() == null
                        ? 0
                        : state.getCoordinatorState().getStateSize();
        boolean isNative = false;
        for (OperatorSubtaskState subtask : state.getStates()) {
            keyed += size(subtask.getManagedKeyedState());
            timers += size(subtask.getRawKeyedState());
            byOperator +=
                    size(subtask.getManagedOperatorState()) + size(subtask.getRawOperatorState());
            isNative |=
                    subtask.getManagedKeyedState().stream()
                            .anyMatch(handle -> handle instanceof IncrementalKeyedStateHandle);
        }
        return new Operator(
                state.getOperatorUid().orElse(state.getOperatorID().toHexString()),
                state.getOperatorName().orElse(""),
                state.getParallelism(),
                state.getMaxParallelism(),
                keyed,
                timers,
                byOperator,
                isNative);
    }

    private static long size(StateObjectCollection<? extends StateObject> objects) {
        return objects.stream().mapToLong(StateObject::getStateSize).sum();
    }
}
