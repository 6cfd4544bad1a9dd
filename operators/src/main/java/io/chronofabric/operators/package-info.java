/** Operators that any job can use: routing of what could not be read to dead letters. */
package io.chronofabric.operators;
