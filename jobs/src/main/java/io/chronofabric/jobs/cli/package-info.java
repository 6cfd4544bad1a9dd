/**
 * The command line {@code chronofabric}. Commands read flags, hand over to the packages that do the
 * work, and turn what comes back into text and an exit code. No Flink type stands in a field or
 * signature here, so that help is shown without loading Flink.
 */
package io.chronofabric.jobs.cli;
