/**
 * Job graphs, their configuration, publishers of live and recorded telemetry, and the command line.
 */
package io.chronofabric.jobs;
