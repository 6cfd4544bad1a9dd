/**
 * Words that every other room speaks: ids, priority, trace context, errors, and the port through
 * which metrics leave. Plain Java: nothing here knows Flink, Kafka or a file format.
 */
package io.chronofabric.core;
