/**
 * A Kafka broker for tests and benchmarks, without an installation: in this JVM, or in one of its
 * own where it must not share a heap with what is measured.
 */
package io.chronofabric.it.broker;
