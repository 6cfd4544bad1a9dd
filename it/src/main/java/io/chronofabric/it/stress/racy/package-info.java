/**
 * Twins that are broken on purpose: running these tests must fail, or the tool notices nothing.
 *
 * <p>Each is what it is the twin of but for one compare-and-set or one check.
 */
package io.chronofabric.it.stress.racy;
