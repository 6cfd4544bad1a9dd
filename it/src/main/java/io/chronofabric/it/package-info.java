/**
 * What is run and measured rather than used: benchmarks and stress tests here, pipeline tests and
 * the architecture's rules among the tests. Nothing in this module ships.
 */
package io.chronofabric.it;
