/**
 * Races that jcstress provokes, run by {@code bin/stress}. The last part of a package below this
 * one is the name to run it by. Every outcome is listed and explained; one that is not fails the
 * run.
 */
package io.chronofabric.it.stress;
