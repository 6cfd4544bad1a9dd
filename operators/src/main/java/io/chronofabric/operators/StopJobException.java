package io.chronofabric.operators;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import org.apache.flink.runtime.throwable.ThrowableAnnotation;
import org.apache.flink.runtime.throwable.ThrowableType;

/**
 * A failure that a restart would only meet again: stops the job for good, whatever its restart
 * strategy, so that the cause is the last thing that is seen of it.
 */
@ThrowableAnnotation(ThrowableType.NonRecoverableError)
public final class StopJobException extends ChronoFabricException {
    private static final long serialVersionUID = 1L;

    /** As {@link ChronoFabricException}, without a cause. */
    public StopJobException(ErrorCode code, String given, String expected, String action) {
        super(code, given, expected, action);
    }

    /** As {@link ChronoFabricException}, with what brought it about. */
    public StopJobException(
            ErrorCode code, String given, String expected, String action, Throwable cause) {
        super(code, given, expected, action, cause);
    }
}
