/** The bus between real processes: killed, restarted and counted. */
package io.chronofabric.it.bus;
