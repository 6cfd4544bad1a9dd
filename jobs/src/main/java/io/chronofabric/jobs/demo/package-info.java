/**
 * The demo: live or recorded telemetry through the governance job on an embedded Flink, its output
 * handed over inside the process, with a live status for people or JSON lines for programs.
 */
package io.chronofabric.jobs.demo;
