package io.chronofabric.jobs.doctor;

import java.util.Collection;
import java.util.Locale;

/** How figures and names are put into sentences. */
final class Words {
    private static final long MIB = 1 << 20;
    private static final long GIB = 1 << 30;
    private static final int SHOWN = 8;

    private Words() {}

    static String bytes(long bytes) {
        if (bytes >= GIB) {
            return String.format(Locale.ROOT, "%.1f GiB", (double) bytes / GIB);
        }
        return bytes >= MIB ? bytes / MIB + " MiB" : bytes + " bytes";
    }

    /** A few names, and how many there are besides. */
    static String some(Collection<String> names) {
        String first = String.join(", ", names.stream().limit(SHOWN).toList());
        return names.size() <= SHOWN ? first : first + " and " + (names.size() - SHOWN) + " more";
    }

    /** The first line of what a failure says. */
    static String firstLine(Throwable failure) {
        String message = failure.getMessage();
        String type = failure.getClass().getSimpleName();
        return message == null || message.isBlank()
                ? type
                : type + ": " + message.lines().findFirst().orElse("");
    }
}
