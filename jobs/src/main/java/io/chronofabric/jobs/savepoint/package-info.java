/** Looks into checkpoints and savepoints of a job that need not run. Changes nothing. */
package io.chronofabric.jobs.savepoint;
