/**
 * A queue that is broken on purpose, to see that the tool notices.
 *
 * <p>Its tests expect the outcome that the real queue's tests forbid, and the report lists it as
 * interesting.
 */
package io.chronofabric.it.stress.queueracy;
