/**
 * What the commands of the bus do: publish lines and telemetry, listen, keep packets in a file and
 * publish them again, and free what nobody needs. Knows neither Flink nor the command line.
 */
package io.chronofabric.jobs.bus;
