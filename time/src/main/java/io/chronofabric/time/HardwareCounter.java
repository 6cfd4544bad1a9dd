package io.chronofabric.time;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;

/** What the kernel reads its monotonic clock from. */
final class HardwareCounter {
    /** Where Linux says so. */
    static final Path CURRENT =
            Path.of("/sys/devices/system/clocksource/clocksource0/current_clocksource");

    /** Those that a process reads by itself; the others are devices behind the kernel. */
    private static final Set<String> OF_PROCESSORS =
            Set.of("tsc", "kvm-clock", "hyperv_clocksource_tsc_page", "arch_sys_counter");

    /** Whether this host's is one of the processor's. */
    static final boolean AT_HAND = isNamedIn(CURRENT);

    private HardwareCounter() {}

    static boolean isNamedIn(Path file) {
        try {
            return isOfProcessor(Files.readString(file));
        } catch (IOException e) {
            return false;
        }
    }

    static boolean isOfProcessor(String name) {
        return OF_PROCESSORS.contains(name.strip());
    }
}
