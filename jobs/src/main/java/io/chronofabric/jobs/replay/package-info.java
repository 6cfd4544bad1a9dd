/**
 * Recorded traces as a bounded Flink source: files of rows read through Flink's file systems, at
 * the pace of the recording or as fast as they can be read, from the row where a checkpoint left
 * off.
 */
package io.chronofabric.jobs.replay;
