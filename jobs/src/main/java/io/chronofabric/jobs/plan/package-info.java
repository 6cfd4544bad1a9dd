/**
 * Foretells what a job will keep and need, from its rules, its patterns and the rate of its events.
 */
package io.chronofabric.jobs.plan;
