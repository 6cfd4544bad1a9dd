/**
 * The few calls of Linux that Java does not offer and that reading a clock's error needs. The only
 * package that knows JNA.
 */
package io.chronofabric.time.clock.linux;
