/**
 * The job as it is shipped, on a real cluster: the job jar's content, the jar on JobManagers and
 * TaskManagers in containers, with a Kafka broker in another, and what happens when one of them is
 * killed, paused or cut off. Tests named {@code *ContainerIT} need Docker and are skipped, with a
 * reason, where there is none; {@code -Dflink.image} and {@code -Dkafka.image} name other images
 * than the official ones.
 */
package io.chronofabric.it.container;
