/**
 * The Phase Coherence Bus between processes of one host: shared memory by Aeron IPC, with one
 * driver a host, and a durable log by Aeron Archive. Types of Aeron stay inside. Frames are those
 * of {@link io.chronofabric.bus.wire}.
 */
package io.chronofabric.bus.aeron;
