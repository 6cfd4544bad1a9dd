/**
 * The job as it is shipped, on a real cluster: the job jar's content, and the jar submitted to a
 * JobManager and a TaskManager in containers. Tests named {@code *ContainerIT} need Docker and are
 * skipped, with a reason, where there is none; {@code -Dflink.image} names another Flink image than
 * the official one.
 */
package io.chronofabric.it.container;
