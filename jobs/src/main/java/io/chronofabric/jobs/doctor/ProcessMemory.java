package io.chronofabric.jobs.doctor;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;

/**
 * Heap and direct memory of this process against what it may have.
 *
 * @param heap the most that the heap may take, in bytes
 * @param direct the most that direct buffers may take, in bytes
 * @param limit of the container, else the host's memory; empty where nobody tells
 */
record ProcessMemory(long heap, long direct, OptionalLong limit) implements Check {
    private static final List<Path> LIMITS =
            List.of(
                    Path.of("/sys/fs/cgroup/memory.max"),
                    Path.of("/sys/fs/cgroup/memory/memory.limit_in_bytes"));

    static ProcessMemory ofThisProcess() {
        long heap = Runtime.getRuntime().maxMemory();
        long direct = 0;
        HotSpotDiagnosticMXBean flags =
                ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class);
        if (flags != null) {
            direct = Long.parseLong(flags.getVMOption("MaxDirectMemorySize").getValue());
        }
        return new ProcessMemory(heap, direct, ofHost());
    }

    /** The container's limit, else the host's memory, in bytes. */
    static OptionalLong ofHost() {
        long least = Long.MAX_VALUE;
        if (ManagementFactory.getOperatingSystemMXBean()
                instanceof com.sun.management.OperatingSystemMXBean host) {
            least = host.getTotalMemorySize();
        }
        for (Path file : LIMITS) {
            try {
                String text = Files.readString(file).strip();
                if (text.matches("\\d{1,18}")) {
                    least = Math.min(least, Long.parseLong(text));
                }
            } catch (IOException e) {
                // Not such a container.
                continue;
            }
        }
        return least > 0 && least < Long.MAX_VALUE ? OptionalLong.of(least) : OptionalLong.empty();
    }

    @Override
    public String code() {
        return "DOC103";
    }

    @Override
    public String subject() {
        return "memory of this process";
    }

    @Override
    public List<Finding> look() {
        if (limit.isEmpty()) {
            return List.of(
                    Finding.notChecked(
                            code(), subject(), "this platform does not tell its memory", ""));
        }
        long most = limit.getAsLong();
        String found =
                "heap up to "
                        + Words.bytes(heap)
                        + (direct > 0 ? ", direct up to " + Words.bytes(direct) : "")
                        + ", of "
                        + Words.bytes(most);
        String fix = "Lower -Xmx and -XX:MaxDirectMemorySize, or give the container more memory.";
        if (heap >= most) {
            return List.of(
                    Finding.problem(
                            code(),
                            subject(),
                            found,
                            "a heap below the limit: above it the kernel kills the process",
                            fix));
        }
        if (heap + direct > most) {
            return List.of(
                    Finding.warning(
                            code(),
                            subject(),
                            found,
                            "heap and direct memory below the limit together: buffers of network"
                                    + " and bus lie outside of the heap",
                            fix));
        }
        return List.of(Finding.fine(code(), subject(), found));
    }
}
