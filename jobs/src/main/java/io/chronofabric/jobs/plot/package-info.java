/**
 * Draws why a formula holds or is broken: signals, formula and robustness over one time axis, as a
 * picture in SVG that needs nothing but itself. Knows no command line; the same input gives the
 * same bytes.
 */
package io.chronofabric.jobs.plot;
