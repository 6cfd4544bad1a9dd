/**
 * Flink in this process: what demo and run share. Starts it, submits a job, watches its metrics,
 * and turns Ctrl-C into an orderly end.
 */
package io.chronofabric.jobs.embedded;
