/**
 * What governance costs as a Flink operator: one rule beside a keyed process function that was
 * written by hand for it, and many rules on many keys, on each state backend. In CPU time, so that
 * the source, which all ways share, and idle cores do not blur it.
 */
package io.chronofabric.it.bench.governance;
