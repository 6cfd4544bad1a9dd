/** This host's own measurements as signals, so that there is live input without any set-up. */
package io.chronofabric.jobs.telemetry;
