/** Foretells what a job will keep and need, from its rules and the rate of its events. */
package io.chronofabric.jobs.plan;
