package io.chronofabric.state.codec;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Input as nobody would write it. */
final class Hostile {
    private Hostile() {}

    /** A good text with some characters or stretches changed, moved, doubled or cut. */
    static String mutate(String good, Random random) {
        StringBuilder text = new StringBuilder(good);
        for (int n = 1 + random.nextInt(4); n > 0 && !text.isEmpty(); n--) {
            int at = random.nextInt(text.length());
            int end = Math.min(text.length(), at + 1 + random.nextInt(8));
            switch (random.nextInt(6)) {
                case 0 -> text.setCharAt(at, SPECIAL.charAt(random.nextInt(SPECIAL.length())));
                case 1 -> text.insert(at, SPECIAL.charAt(random.nextInt(SPECIAL.length())));
                case 2 -> text.delete(at, end);
                case 3 -> text.insert(at, text.substring(at, end));
                case 4 -> text.insert(random.nextInt(text.length()), text.substring(at, end));
                default -> text.setCharAt(at, (char) random.nextInt(0x10000));
            }
        }
        return text.toString();
    }

    static byte[] mutate(byte[] good, Random random) {
        byte[] bytes =
                mutate(new String(good, StandardCharsets.UTF_8), random)
                        .getBytes(StandardCharsets.UTF_8);
        if (bytes.length > 0 && random.nextBoolean()) {
            bytes[random.nextInt(bytes.length)] = (byte) random.nextInt(256);
        }
        return bytes;
    }

    private static final String SPECIAL = "\"'{}[],:-&*!|>%@`#?\\\n\r\t \0\uFEFF\u2028~<=.eE+019";
}
