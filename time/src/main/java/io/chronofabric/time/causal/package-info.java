/**
 * Cause before effect: vector clocks that know what happened before what, queues that deliver a
 * message after what it depends on, and a tracker of dependencies by message id. Everything is
 * bounded, and says what it does at its bound. Nothing here reads a clock.
 */
package io.chronofabric.time.causal;
