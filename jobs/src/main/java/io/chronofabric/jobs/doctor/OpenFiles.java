package io.chronofabric.jobs.doctor;

import com.sun.management.UnixOperatingSystemMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.OptionalLong;

/**
 * How many files a process may have open.
 *
 * @param limit as a JVM raises it for itself; empty where nobody tells
 */
record OpenFiles(OptionalLong limit) implements Check {
    private static final long LEAST = 4_096;
    private static final long GOOD = 16_384;

    static OpenFiles ofThisProcess() {
        return new OpenFiles(
                ManagementFactory.getOperatingSystemMXBean()
                                instanceof UnixOperatingSystemMXBean unix
                        ? OptionalLong.of(unix.getMaxFileDescriptorCount())
                        : OptionalLong.empty());
    }

    @Override
    public String code() {
        return "DOC104";
    }

    @Override
    public String subject() {
        return "open files";
    }

    @Override
    public List<Finding> look() {
        if (limit.isEmpty()) {
            return List.of(
                    Finding.notChecked(code(), subject(), "this platform does not tell", ""));
        }
        long files = limit.getAsLong();
        String found = "at most " + files;
        String why =
                ": connections, jars and the files of RocksDB and of the bus's log take one each,"
                        + " and at the limit the job fails";
        String fix = "Raise the limit: ulimit -n 65536, LimitNOFILE= of the service, or --ulimit.";
        if (files < LEAST) {
            return List.of(
                    Finding.problem(code(), subject(), found, "at least " + LEAST + why, fix));
        }
        if (files < GOOD) {
            return List.of(
                    Finding.warning(code(), subject(), found, "at least " + GOOD + why, fix));
        }
        return List.of(Finding.fine(code(), subject(), found));
    }
}
