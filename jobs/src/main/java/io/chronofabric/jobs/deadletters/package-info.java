/**
 * What people do with dead letters in Kafka: list them, look at one, send the original records
 * again. A replay sends records and marks them as replayed in one transaction, so that neither a
 * crash nor a second replay sends one twice. Letters are read as written by a stranger: nothing in
 * them is believed, everything is bounded. For the command line; no job needs it.
 */
package io.chronofabric.jobs.deadletters;
