package io.chronofabric.jobs.doctor;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.apache.flink.configuration.ConfigOption;
import org.apache.flink.configuration.Configuration;
import org.apache.flink.configuration.CoreOptions;
import org.apache.flink.configuration.JobManagerOptions;
import org.apache.flink.configuration.MemorySize;
import org.apache.flink.configuration.MetricOptions;
import org.apache.flink.configuration.PipelineOptions;
import org.apache.flink.configuration.RestOptions;
import org.apache.flink.configuration.TaskManagerOptions;

/** Whether Flink's processes can start and carry the job, by Flink's configuration. */
final class FlinkProcesses {
    private static final String OPTIONS = "env.java.opts.all";
    private static final List<String> MORE_OPTIONS =
            List.of("env.java.opts.jobmanager", "env.java.opts.taskmanager");
    private static final String PROMETHEUS_PORT = "metrics.reporter.prom.port";
    private static final long LEAST_PROCESS = 1L << 30;
    private static final Duration SLOW_WATERMARK = Duration.ofSeconds(1);

    private final FlinkFile file;
    private final OptionalLong memory;

    /**
     * @param memory of this host or its container, in bytes
     */
    FlinkProcesses(FlinkFile file, OptionalLong memory) {
        this.file = file;
        this.memory = memory;
    }

    List<Check> checks() {
        List<Check> checks = new ArrayList<>();
        checks.add(new FlinkCheck("DOC208", "JVM options of Flink", file, this::opens));
        checks.add(new FlinkCheck("DOC209", "memory of Flink", file, this::memory));
        checks.add(new FlinkCheck("DOC210", "task slots", file, FlinkProcesses::slots));
        checks.add(new FlinkCheck("DOC211", "metrics reporter", file, FlinkProcesses::reporter));
        checks.add(
                new FlinkCheck("DOC212", "watermark interval", file, FlinkProcesses::watermarks));
        checks.add(
                new FreePorts(
                        "port of Flink's REST",
                        file.find(RestOptions.BIND_PORT.key()).isPresent()
                                ? RestOptions.BIND_PORT.key()
                                : RestOptions.PORT.key(),
                        file.find(RestOptions.BIND_PORT.key())
                                .or(() -> file.find(RestOptions.PORT.key()))
                                .orElse("8081")));
        file.find(PROMETHEUS_PORT)
                .ifPresent(
                        range ->
                                checks.add(
                                        new FreePorts("port of metrics", PROMETHEUS_PORT, range)));
        return checks;
    }

    private Finding opens(FlinkFile flink) {
        String flags = flink.find(OPTIONS).orElse("");
        for (String more : MORE_OPTIONS) {
            flags += " " + flink.find(more).orElse("");
        }
        String all = flags;
        List<String> closed =
                OpenedPackages.NEEDED.stream()
                        .filter(name -> !OpenedPackages.opens(all, name))
                        .toList();
        if (!closed.isEmpty()) {
            return Finding.problem(
                    "DOC208",
                    "JVM options of Flink",
                    flink.place(OPTIONS) + ": " + OPTIONS + " does not open " + Words.some(closed),
                    "Flink and the bus reach into them; without java.util no job can be submitted,"
                            + " without jdk.internal.misc no bus opens",
                    "Take env.java.opts.all from flink-conf/config.yaml, or add "
                            + OpenedPackages.flag(closed.get(0))
                            + (closed.size() > 1 ? " and the like for the others." : "."));
        }
        return Finding.fine("DOC208", "JVM options of Flink", "all needed packages are opened");
    }

    private Finding memory(FlinkFile flink) {
        Configuration conf = flink.configuration();
        List<String> found = new ArrayList<>();
        for (ConfigOption<MemorySize> option :
                List.of(
                        TaskManagerOptions.TOTAL_PROCESS_MEMORY,
                        JobManagerOptions.TOTAL_PROCESS_MEMORY)) {
            Optional<MemorySize> size = conf.getOptional(option);
            if (size.isPresent()) {
                long bytes = size.get().getBytes();
                found.add(option.key() + ": " + Words.bytes(bytes));
                if (memory.isPresent() && bytes > memory.getAsLong()) {
                    return Finding.problem(
                            "DOC209",
                            "memory of Flink",
                            flink.shown(option),
                            "at most what this host or container has, "
                                    + Words.bytes(memory.getAsLong())
                                    + ": beyond it the kernel kills the process",
                            "Lower it, or give the host more memory.");
                }
            }
        }
        Optional<MemorySize> tasks = conf.getOptional(TaskManagerOptions.TOTAL_PROCESS_MEMORY);
        if (tasks.isPresent() && tasks.get().getBytes() < LEAST_PROCESS) {
            return Finding.warning(
                    "DOC209",
                    "memory of Flink",
                    flink.shown(TaskManagerOptions.TOTAL_PROCESS_MEMORY),
                    "at least "
                            + Words.bytes(LEAST_PROCESS)
                            + ": metaspace, network buffers and overhead take most of it, and a"
                            + " small heap collects garbage all the time",
                    "Set " + TaskManagerOptions.TOTAL_PROCESS_MEMORY.key() + ": 2048m.");
        }
        boolean others =
                conf.getOptional(TaskManagerOptions.TOTAL_FLINK_MEMORY).isPresent()
                        || conf.getOptional(TaskManagerOptions.TASK_HEAP_MEMORY).isPresent();
        if (tasks.isEmpty() && !others) {
            return Finding.problem(
                    "DOC209",
                    "memory of Flink",
                    TaskManagerOptions.TOTAL_PROCESS_MEMORY.key() + " is not set",
                    "a size: without one a TaskManager refuses to start",
                    "Set " + TaskManagerOptions.TOTAL_PROCESS_MEMORY.key() + ": 2048m.");
        }
        return Finding.fine(
                "DOC209", "memory of Flink", found.isEmpty() ? "set" : String.join(", ", found));
    }

    private static Finding slots(FlinkFile flink) {
        Configuration conf = flink.configuration();
        int slots = conf.get(TaskManagerOptions.NUM_TASK_SLOTS);
        int parallelism = conf.get(CoreOptions.DEFAULT_PARALLELISM);
        int most = conf.get(PipelineOptions.MAX_PARALLELISM);
        if (most > 0 && parallelism > most) {
            return Finding.problem(
                    "DOC210",
                    "task slots",
                    "parallelism "
                            + parallelism
                            + ", "
                            + PipelineOptions.MAX_PARALLELISM.key()
                            + " "
                            + most,
                    "at most the maximum, which the state was cut for",
                    "Lower " + CoreOptions.DEFAULT_PARALLELISM.key() + ".");
        }
        if (parallelism > slots) {
            int processes = (parallelism + slots - 1) / slots;
            return Finding.warning(
                    "DOC210",
                    "task slots",
                    "parallelism " + parallelism + ", " + slots + " slots a TaskManager",
                    processes
                            + " TaskManagers: with fewer the job waits for slots, and fails after"
                            + " 5 min without them",
                    "Start "
                            + processes
                            + " TaskManagers, raise "
                            + TaskManagerOptions.NUM_TASK_SLOTS.key()
                            + ", or lower the parallelism.");
        }
        return Finding.fine(
                "DOC210", "task slots", "parallelism " + parallelism + ", slots " + slots);
    }

    private static Finding reporter(FlinkFile flink) {
        String prefix = "metrics.reporter.";
        Map<String, String> all = flink.configuration().toMap();
        List<String> names =
                all.keySet().stream()
                        .filter(key -> key.startsWith(prefix) && key.endsWith(".factory.class"))
                        .map(
                                key ->
                                        key.substring(
                                                prefix.length(),
                                                key.length() - ".factory.class".length()))
                        .toList();
        if (names.isEmpty()) {
            return Finding.warning(
                    "DOC211",
                    "metrics reporter",
                    "none",
                    "one: alerts on dead letters, margins and the governor go by metrics",
                    "Take the lines metrics.* from flink-conf/config.yaml.");
        }
        List<String> named =
                flink.configuration().getOptional(MetricOptions.REPORTERS_LIST).stream()
                        .flatMap(text -> List.of(text.split("[,;]")).stream())
                        .map(String::strip)
                        .toList();
        if (!named.isEmpty() && names.stream().noneMatch(named::contains)) {
            return Finding.warning(
                    "DOC211",
                    "metrics reporter",
                    flink.shown(MetricOptions.REPORTERS_LIST),
                    "the name of one that is configured: " + String.join(", ", names),
                    "Correct " + MetricOptions.REPORTERS_LIST.key() + ".");
        }
        return Finding.fine("DOC211", "metrics reporter", String.join(", ", names));
    }

    private static Finding watermarks(FlinkFile flink) {
        Duration interval = flink.configuration().get(PipelineOptions.AUTO_WATERMARK_INTERVAL);
        if (interval.isZero()) {
            return Finding.problem(
                    "DOC212",
                    "watermark interval",
                    flink.shown(PipelineOptions.AUTO_WATERMARK_INTERVAL),
                    "more than 0: without watermarks no final verdict is ever given",
                    "Leave it out.");
        }
        if (interval.compareTo(SLOW_WATERMARK) > 0) {
            return Finding.warning(
                    "DOC212",
                    "watermark interval",
                    flink.shown(PipelineOptions.AUTO_WATERMARK_INTERVAL),
                    "at most 1 s: final verdicts wait for the next watermark",
                    "Leave it out.");
        }
        return Finding.fine("DOC212", "watermark interval", interval.toMillis() + " ms");
    }
}
