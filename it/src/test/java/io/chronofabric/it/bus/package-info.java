/** The bus between real processes: the command line, and what is left when one of them dies. */
package io.chronofabric.it.bus;
