/**
 * What {@code chronofabric doctor} looks at: the host and a configuration before a job is started,
 * and a running job by Flink's REST API. A check only reads, ends within a bounded time, and says
 * what it found, what is needed and why, and how to mend it.
 */
package io.chronofabric.jobs.doctor;
