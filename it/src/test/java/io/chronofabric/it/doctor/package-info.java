/** What doctor says of real brokers and of a real running job in which something is spoilt. */
package io.chronofabric.it.doctor;
