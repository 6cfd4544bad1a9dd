package io.chronofabric.it.broker;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * A {@link LocalBroker} in a JVM of its own. It ends when its standard input does, so not even a
 * parent that is killed leaves it behind.
 */
public final class BrokerProcess implements AutoCloseable {
    private static final String READY = "ready ";
    private static final long SECONDS_TO_STOP = 20;

    private final Process process;
    private final String bootstrap;

    private BrokerProcess(Process process, String bootstrap) {
        this.process = process;
        this.bootstrap = bootstrap;
    }

    /** Starts one and waits until it is ready. */
    public static BrokerProcess start() throws IOException {
        Process process =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "java")
                                                .toString(),
                                        "-Xmx1g",
                                        "-cp",
                                        System.getProperty("java.class.path"),
                                        BrokerProcess.class.getName()))
                        .redirectError(Redirect.DISCARD)
                        .start();
        BufferedReader out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        String line = out.readLine();
        while (line != null && !line.startsWith(READY)) {
            line = out.readLine();
        }
        if (line == null) {
            process.destroyForcibly();
            throw new IOException("the broker did not start");
        }
        return new BrokerProcess(process, line.substring(READY.length()));
    }

    /** The broker itself; called by {@link #start}. */
    public static void main(String[] args) throws Exception {
        // Topics of a finished run must not fill the disk for a minute.
        Map<String, String> settings = Map.of("log.segment.delete.delay.ms", "1000");
        try (LocalBroker broker = LocalBroker.start(settings)) {
            System.out.println(READY + broker.bootstrap());
            while (System.in.read() >= 0) {
                // Nothing is said to it.
            }
        }
        System.exit(0);
    }

    /** {@code host:port}. */
    public String bootstrap() {
        return bootstrap;
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        try {
            if (!process.waitFor(SECONDS_TO_STOP, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
        } catch (InterruptedException e) {
            process.destroyForcibly();
            Thread.currentThread().interrupt();
        }
    }
}
