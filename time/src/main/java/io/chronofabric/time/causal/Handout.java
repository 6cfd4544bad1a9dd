package io.chronofabric.time.causal;

import java.util.List;

/**
 * A message that leaves a causal queue.
 *
 * @param <D> how dependencies are named
 * @param <M> the messages
 * @param message the message
 * @param outcome why it leaves
 * @param missing what it depends on that had not left before it. Empty for what is delivered, late,
 *     forgotten or a duplicate
 * @param sinceNanos when its wait began, as it was told with the message
 */
public record Handout<D, M>(M message, DeliveryOutcome outcome, List<D> missing, long sinceNanos) {}
