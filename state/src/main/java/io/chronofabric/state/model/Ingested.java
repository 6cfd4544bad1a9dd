package io.chronofabric.state.model;

/**
 * What reading one input record gives: a signal, or the record itself with the reason why it is
 * none. Deserializers return this instead of throwing, so that one bad record never stops a job.
 */
public sealed interface Ingested permits Signal, Rejected {}
