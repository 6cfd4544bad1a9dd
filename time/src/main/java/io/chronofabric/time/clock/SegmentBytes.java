package io.chronofabric.time.clock;

import java.io.IOException;
import java.nio.ByteBuffer;

/** A file that another process rewrites in place while it is read. */
@FunctionalInterface
interface SegmentBytes {
    /**
     * Fills what is left of the buffer from a place in the file.
     *
     * @return the bytes read, fewer only where the file ends
     */
    int read(ByteBuffer into, long position) throws IOException;
}
