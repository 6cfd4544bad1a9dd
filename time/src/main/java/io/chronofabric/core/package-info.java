/**
 * Words that every other room speaks: ids, priority, trace context, errors, and the ports through
 * which metrics and payload bytes leave. Plain Java: nothing here knows Flink, Kafka or a file
 * format.
 */
package io.chronofabric.core;
