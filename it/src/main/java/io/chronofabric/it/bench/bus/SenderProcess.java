package io.chronofabric.it.bench.bus;

import io.aeron.Aeron;
import io.aeron.ExclusivePublication;
import io.aeron.logbuffer.BufferClaim;
import io.chronofabric.bus.aeron.BusConnection;
import io.chronofabric.bus.aeron.BusHome;
import io.chronofabric.bus.aeron.SharedPublisher;
import io.chronofabric.bus.wire.FrameHeader;
import io.chronofabric.core.NodeId;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.BitSet;
import java.util.HexFormat;
import java.util.stream.Stream;

/**
 * The sending end in a JVM of its own, with a small heap. Does what it is told on its standard
 * input and answers on its standard output; ends when its input does.
 */
final class SenderProcess implements AutoCloseable {
    private static final String ANSWER = "answer ";
    private static final Path STATUS = Path.of("/proc/self/status");
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final Process process;
    private final BufferedReader out;

    /** Starts one; it sends by bare Aeron on a stream, or, with 0, by the bus. */
    SenderProcess(BusHome home, int stream) throws IOException {
        process =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xms32m",
                                "-Xmx32m",
                                "-XX:+UseSerialGC",
                                "--add-opens=java.base/jdk.internal.misc=ALL-UNNAMED",
                                "-cp",
                                System.getProperty("java.class.path"),
                                SenderProcess.class.getName(),
                                home.directory().toString(),
                                Integer.toString(stream))
                        .redirectError(ProcessBuilder.Redirect.DISCARD)
                        .start();
        out =
                new BufferedReader(
                        new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
        answer();
    }

    /** Has it send at the moments of a schedule; {@link #stalled} waits for the end. */
    void paced(Schedule schedule) throws IOException {
        tell("paced " + schedule.start() + " " + schedule.interval() + " " + schedule.windows());
    }

    /** When it has sent all: in which windows its thread was held up. */
    boolean[] stalled(int windows) throws IOException {
        BitSet bits = BitSet.valueOf(HexFormat.of().parseHex(answer()));
        boolean[] result = new boolean[windows];
        for (int i = 0; i < windows; i++) {
            result[i] = bits.get(i);
        }
        return result;
    }

    /** Has it send as fast as it goes. */
    void saturated(long messages) throws IOException {
        tell("saturated " + messages);
    }

    /** Its memory in bytes, without the files that it maps. */
    double memory() throws IOException {
        tell("memory");
        return Double.parseDouble(answer());
    }

    /** Waits until it has done what it was told. */
    String answer() throws IOException {
        String line = out.readLine();
        while (line != null && !line.startsWith(ANSWER)) {
            line = out.readLine();
        }
        if (line == null) {
            throw new IOException("the sending process ended");
        }
        return line.substring(ANSWER.length());
    }

    @Override
    public void close() throws IOException {
        process.getOutputStream().close();
        process.destroy();
    }

    private void tell(String words) throws IOException {
        process.getOutputStream().write((words + "\n").getBytes(StandardCharsets.UTF_8));
        process.getOutputStream().flush();
    }

    /** The process itself; called by the constructor. */
    public static void main(String[] args) throws IOException {
        TimeSource time = TimeSource.system();
        BusHome home = new BusHome(Path.of(args[0]));
        int stream = Integer.parseInt(args[1]);
        Transport.Sender sender = stream == 0 ? bus(home, time) : bare(home, stream);
        System.out.println(ANSWER + "ready");
        BufferedReader in =
                new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            System.out.println(ANSWER + done(line.split(" "), sender, time));
        }
        System.exit(0);
    }

    private static String done(String[] words, Transport.Sender sender, TimeSource time)
            throws IOException {
        switch (words[0]) {
            case "paced":
                Schedule schedule =
                        new Schedule(
                                Long.parseLong(words[1]),
                                Long.parseLong(words[2]),
                                Integer.parseInt(words[3]));
                boolean[] stalled = new PacedSender(sender, time, schedule).run();
                BitSet bits = new BitSet();
                for (int i = 0; i < stalled.length; i++) {
                    bits.set(i, stalled[i]);
                }
                return HexFormat.of().formatHex(bits.toByteArray());
            case "saturated":
                long messages = Long.parseLong(words[1]);
                for (long index = 0; index < messages; index++) {
                    while (!sender.trySend(index, index)) {
                        Thread.onSpinWait();
                    }
                }
                return "sent";
            default:
                try (Stream<String> lines = Files.lines(STATUS)) {
                    return Double.toString(
                            lines.filter(line -> line.startsWith("RssAnon:"))
                                    .mapToDouble(
                                            line ->
                                                    1_024
                                                            * Double.parseDouble(
                                                                    line.replaceAll("\\D", "")))
                                    .sum());
                }
        }
    }

    private static Transport.Sender bare(BusHome home, int stream) {
        Aeron aeron =
                Aeron.connect(
                        new Aeron.Context()
                                .aeronDirectoryName(home.directory().resolve("aeron").toString()));
        ExclusivePublication publication = aeron.addExclusivePublication("aeron:ipc", stream);
        BufferClaim claim = new BufferClaim();
        return (index, nanos) -> {
            if (publication.tryClaim(PeerSizes.PAYLOAD, claim) < 0) {
                return false;
            }
            claim.buffer().putLong(claim.offset(), index);
            claim.buffer().putLong(claim.offset() + Long.BYTES, nanos);
            claim.commit();
            return true;
        };
    }

    private static Transport.Sender bus(BusHome home, TimeSource time) {
        BusConnection connection = BusConnection.connect(home, time);
        SharedPublisher publisher =
                connection.publisher(
                        "bench", null, new HybridLogicalClock(time, new NodeId(1)), TIMEOUT);
        FrameHeader header = new FrameHeader();
        return (index, nanos) -> {
            SharedPublisher.ClaimedFrame frame = publisher.tryClaim(header, PeerSizes.PAYLOAD);
            if (frame == null) {
                return false;
            }
            frame.buffer().putLong(frame.payloadOffset(), index);
            frame.buffer().putLong(frame.payloadOffset() + Long.BYTES, nanos);
            frame.commit();
            return true;
        };
    }
}
