/** Where a submitted job writes: JSON lines in files, or on the task managers' standard output. */
package io.chronofabric.jobs.output;
