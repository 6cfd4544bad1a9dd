/**
 * In-process bus: publishers that race with readers that sleep, subscribers that leave, the end.
 */
package io.chronofabric.it.stress.bus;
