/**
 * How far the host's clock can be from true time, as something on the host tells it: the kernel,
 * AWS ClockBound, later PTP. Sources are only ever read; nothing here sets or steers a clock. A
 * clock that nobody vouches for has no bound, never an assumed one. A selector polls the sources in
 * the background, fails over between them, and watches the wall clock for jumps.
 */
package io.chronofabric.time.clock;
