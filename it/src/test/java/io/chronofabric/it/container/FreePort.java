package io.chronofabric.it.container;

import java.io.IOException;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Ports of this host for containers that have to keep theirs: one that Docker chooses changes when
 * the container is started again.
 */
final class FreePort {
    /** Below what Linux gives to outgoing connections, one of which could take a port meanwhile. */
    private static final int FROM = 20_000;

    private static final int TO = 30_000;

    private FreePort() {}

    /** A port that nothing listens on. */
    static int next() {
        for (int attempt = 0; attempt < 1000; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(FROM, TO);
            try (ServerSocket free = new ServerSocket(port)) {
                return free.getLocalPort();
            } catch (IOException e) {
                // Taken; another one.
            }
        }
        throw new IllegalStateException(
                "no free port from " + FROM + " to " + TO + " (expected: at least one)");
    }
}
