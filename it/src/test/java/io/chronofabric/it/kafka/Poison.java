package io.chronofabric.it.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.apache.kafka.clients.producer.ProducerRecord;

/** Records that no job can use, each of a kind with a reason of its own. */
final class Poison {
    private static final long GOOD_NANOS = Workload.BASE_SECOND * 1_000_000_000L;
    private static final int LARGE = 900_000;

    /**
     * A way to be wrong.
     *
     * @param reason the dead letter's reason
     * @param value what the record holds, null for a tombstone
     */
    private record Kind(String reason, String value) {}

    private static final List<Kind> KINDS =
            List.of(
                    new Kind("MALFORMED", ""),
                    new Kind("MALFORMED", "null"),
                    new Kind("MALFORMED", "[1,2,3]"),
                    new Kind("MALFORMED", "\"text\""),
                    new Kind("MALFORMED", signal(GOOD_NANOS, "{\"lat\":1}")),
                    new Kind("MALFORMED", signal(GOOD_NANOS, "{\"lat\":1}}") + "}"),
                    new Kind("MALFORMED", signal(GOOD_NANOS, "{\"lat\":1}}") + " {}"),
                    new Kind("MALFORMED", signal(GOOD_NANOS, "{\"lat\":NaN}}")),
                    new Kind("MALFORMED", signal(GOOD_NANOS, "{\"lat\":-Infinity}}")),
                    new Kind("MALFORMED", signal(GOOD_NANOS, "[1]}")),
                    new Kind("MALFORMED", "{".repeat(5_000)),
                    new Kind("MALFORMED", "{\"x\":" + "[".repeat(5_000)),
                    new Kind("MALFORMED", null),
                    new Kind("BAD_IDENTITY", "{}"),
                    new Kind("BAD_IDENTITY", "{\"physicalNanos\":true,\"entity\":\"svc-0\"}"),
                    new Kind("BAD_IDENTITY", "{\"physicalNanos\":\"soon\",\"entity\":\"svc-0\"}"),
                    new Kind("BAD_IDENTITY", signal(-1, "{\"lat\":1}}")),
                    new Kind(
                            "BAD_IDENTITY",
                            "{\"physicalNanos\":1,\"entity\":7,\"fields\":{\"lat\":1}}"),
                    new Kind(
                            "BAD_IDENTITY",
                            "{\"physicalNanos\":9" + "9".repeat(30) + ",\"entity\":\"svc-0\"}"),
                    new Kind("BAD_VALUE", signal(GOOD_NANOS, "{\"lat\":\"fast\"}}")),
                    new Kind("BAD_VALUE", signal(GOOD_NANOS, "{\"lat\":1e999}}")),
                    new Kind("BAD_VALUE", signal(GOOD_NANOS, "{\"lat\":" + "9".repeat(400) + "}}")),
                    new Kind("BAD_VALUE", signal(GOOD_NANOS, "{\"lat\":null}}")),
                    new Kind("BAD_VALUE", signal(GOOD_NANOS, "{\"lat\":{}}}")),
                    new Kind("TOO_OLD", signal(0, "{\"lat\":1}}")),
                    new Kind("TOO_OLD", signal(Workload.BASE_SECOND * 1_000, "{\"lat\":1}}")),
                    new Kind(
                            "TOO_FAR_AHEAD",
                            signal(GOOD_NANOS + 365L * 86_400 * 1_000_000_000, "{\"lat\":1}}")),
                    new Kind("TOO_FAR_AHEAD", signal(Long.MAX_VALUE, "{\"lat\":1}}")));

    private final ProducerRecord<byte[], byte[]> made;
    private final String reason;

    private Poison(ProducerRecord<byte[], byte[]> made, String reason) {
        this.made = made;
        this.reason = reason;
    }

    /** The record. */
    ProducerRecord<byte[], byte[]> made() {
        return made;
    }

    /** The reason of the dead letter that it must become. */
    String reason() {
        return reason;
    }

    /** One of any kind; its own time stamp is that of the good events' beginning. */
    static Poison any(Random random, String topic, int partition) {
        int kind = random.nextInt(KINDS.size() + 4);
        if (kind < KINDS.size()) {
            Kind chosen = KINDS.get(kind);
            return new Poison(
                    of(
                            topic,
                            partition,
                            chosen.value == null ? null : chosen.value.getBytes(UTF_8)),
                    chosen.reason);
        }
        if (kind == KINDS.size()) {
            byte[] noise = new byte[random.nextInt(200)];
            random.nextBytes(noise);
            // A byte that begins no JSON text.
            if (noise.length > 0) {
                noise[0] = (byte) 0xFF;
            }
            return new Poison(of(topic, partition, noise), "MALFORMED");
        }
        byte[] good = signal(GOOD_NANOS, "{\"lat\":1.25}}").getBytes(UTF_8);
        if (kind == KINDS.size() + 1) {
            byte[] cut = Arrays.copyOf(good, random.nextInt(good.length));
            return new Poison(of(topic, partition, cut), "MALFORMED");
        }
        boolean hlc = kind == KINDS.size() + 2;
        Poison poison = new Poison(of(topic, partition, good), "BAD_IDENTITY");
        poison.made
                .headers()
                .add(
                        hlc ? "chronofabric-hlc" : "chronofabric-origin",
                        (hlc ? "17:30" : "somewhere").getBytes(UTF_8));
        return poison;
    }

    /** One of 900 KB. */
    static Poison large(String topic, int partition) {
        byte[] value = new byte[LARGE];
        Arrays.fill(value, (byte) 'x');
        return new Poison(of(topic, partition, value), "MALFORMED");
    }

    private static ProducerRecord<byte[], byte[]> of(String topic, int partition, byte[] value) {
        return new ProducerRecord<>(topic, partition, Workload.BASE_SECOND * 1_000, null, value);
    }

    private static String signal(long nanos, String rest) {
        return "{\"physicalNanos\":" + nanos + ",\"entity\":\"svc-0\",\"fields\":" + rest;
    }
}
