/**
 * What flows through a job and what governs it, as plain values: signals and rejected input coming
 * in, verdicts and decisions going out, rule documents. No Flink, no file format: {@code
 * state.codec} reads and writes these, {@code state.flink} keeps them in state.
 */
package io.chronofabric.state.model;
