/**
 * Logical time and the only readers of clocks. A hybrid logical clock gives every event a timestamp
 * that respects cause and effect and stays close to physical time; everything outside this package
 * is handed its time through a {@link io.chronofabric.time.TimeSource}.
 */
package io.chronofabric.time;
