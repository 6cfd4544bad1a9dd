/**
 * Rules that change while a job runs: the topic they come by, its log as a table, and the governor
 * that promises how long they stay as they are.
 */
package io.chronofabric.jobs.rules;
