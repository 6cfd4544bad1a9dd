/**
 * Files and wire formats of the records in {@code state.model}: rule and mapping documents in YAML,
 * verdicts in JSON, records of other teams' topics, recorded traces in CSV. The only package of
 * this module that knows Jackson.
 */
package io.chronofabric.state.codec;
