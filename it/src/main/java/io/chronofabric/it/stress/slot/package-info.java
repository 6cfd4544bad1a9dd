/** Slots: publishers that race with each other, with readers, and with readers that come late. */
package io.chronofabric.it.stress.slot;
