package io.chronofabric.bus.aeron;

import io.chronofabric.bus.BusException;
import io.chronofabric.core.ErrorCode;
import java.util.regex.Pattern;

/** Names that go into channels and file listings. */
final class BusNames {
    private static final Pattern ALLOWED = Pattern.compile("[A-Za-z0-9._-]{1,100}");

    private BusNames() {}

    /** Whether a name will do. */
    static boolean isUsable(String name) {
        return ALLOWED.matcher(name).matches();
    }

    /**
     * The name itself, if it will do.
     *
     * @param what it names, for the message
     */
    static String check(String what, String name) {
        if (!isUsable(name)) {
            throw new BusException(
                    ErrorCode.BUS_INITIALIZATION_FAILED,
                    what + ": \"" + name + "\"",
                    "1 to 100 of the letters A to Z and a to z, digits, '.', '_' and '-'",
                    "Choose another name.");
        }
        return name;
    }
}
