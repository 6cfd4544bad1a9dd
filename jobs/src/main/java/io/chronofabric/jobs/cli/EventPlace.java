package io.chronofabric.jobs.cli;

import picocli.CommandLine.Option;

/** Where recorded events are; one of two flags. */
final class EventPlace {
    @Option(
            names = "--trace",
            required = true,
            paramLabel = "PATH",
            description = "A recorded trace: a CSV file, plain or gzip, or a folder of them.")
    private String trace;

    @Option(
            names = "--signals",
            required = true,
            description =
                    "The topics that the job reads, kafka.input.topics and those of"
                            + " kafka.mapping.files, to the end they have now.")
    private boolean topics;

    /** The trace; null if they are in topics. */
    String trace() {
        return trace;
    }

    boolean areInTopics() {
        return topics;
    }
}
