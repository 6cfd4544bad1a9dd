package io.chronofabric.jobs.config;

/** What state a job starts from, where Flink itself was told none. */
public enum Resume {
    /** From none. */
    NONE,
    /** From the newest complete checkpoint in the checkpoint directory. */
    LATEST
}
