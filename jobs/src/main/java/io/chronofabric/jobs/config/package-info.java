/**
 * Every setting of the jobs and the command line: typed options with dotted keys, read from a file,
 * the environment and {@code -D key=value}, checked once at the start with all problems in one
 * report.
 */
package io.chronofabric.jobs.config;
