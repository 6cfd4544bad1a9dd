/**
 * The room for heavy arithmetic in Arrow batches on CPU vector units and GPUs. Empty so far: no
 * operator needs it yet, and nothing here pretends otherwise.
 */
package io.chronofabric.accel;
