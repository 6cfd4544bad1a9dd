package io.chronofabric.bus;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;

/** What can go wrong on a bus; its code is one of the {@code BUS_…} codes. */
public final class BusException extends ChronoFabricException {
    private static final long serialVersionUID = 1L;

    /**
     * As {@link ChronoFabricException#ChronoFabricException(ErrorCode, String, String, String)}.
     */
    public BusException(ErrorCode code, String given, String expected, String action) {
        super(code, given, expected, action);
    }

    /** The same with the cause that a log should keep. */
    public BusException(
            ErrorCode code, String given, String expected, String action, Throwable cause) {
        super(code, given, expected, action, cause);
    }
}
