/**
 * What Flink keeps in state and sends between operators: serializers with versioned snapshots, and
 * the sample store. The only package of this module that knows Flink.
 */
package io.chronofabric.state.flink;
