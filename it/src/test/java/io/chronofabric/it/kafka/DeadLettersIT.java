package io.chronofabric.it.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.state.codec.RejectedJson;
import io.chronofabric.state.model.Form;
import io.chronofabric.state.model.Header;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Transport;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

/** The command against a broker: what it sends, what it never sends twice, what it refuses. */
class DeadLettersIT {
    @RegisterExtension
    static final EmbeddedKafka KAFKA = EmbeddedKafka.broker().withSaslPlain("flink", "s3cret");

    private static int number;

    private String input;
    private String letters;

    @BeforeEach
    void topics() {
        number++;
        input = "in-" + number;
        letters = "dead-" + number;
        KAFKA.createTopic(input, 3, Map.of("max.message.bytes", "2000000"));
        KAFKA.createTopic(letters, 2, EmbeddedKafka.Stamps.LOG_APPEND_TIME);
    }

    @Test
    void aRecordComesBackAsItWasWithANoteOfItsOrigin() {
        Transport transport =
                new Transport(
                        new byte[] {0, -1, 7},
                        List.of(
                                new Header("traceparent", bytes("00-abc-01")),
                                new Header("twice", bytes("1")),
                                new Header("twice", new byte[] {-128}),
                                new Header("none", null)),
                        1_700_000_000_123L);
        write(letter(5, "no json").withTransport(transport));

        Ran ran = replay();

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).contains("Replayed 1; replayed before: 0; skipped: 0.");
        assertThat(ran.err()).contains("Created topic " + letters + ".replayed");
        ConsumerRecord<byte[], byte[]> sent = only(KAFKA.readCommitted(input));
        assertThat(sent.partition()).isEqualTo(2);
        assertThat(sent.key()).isEqualTo(new byte[] {0, -1, 7});
        assertThat(sent.value()).isEqualTo(bytes("no json"));
        assertThat(headers(sent))
                .containsExactly(
                        "traceparent=00-abc-01",
                        "twice=1",
                        "twice=" + new String(new byte[] {-128}, UTF_8),
                        "none=null",
                        "chronofabric-origin=" + input + "/2/5/1700000000123");
        ConsumerRecord<byte[], byte[]> mark = only(KAFKA.readCommitted(letters + ".replayed"));
        assertThat(mark.key()).isEqualTo(bytes(input + "/2/5"));
        assertThat(new String(mark.value(), UTF_8)).startsWith(letters + "/");
    }

    @Test
    void aReplayedRecordThatFailsAgainKeepsItsFirstOrigin() {
        String first = "elsewhere/1/2/3";
        write(
                letter(5, "x")
                        .withTransport(
                                new Transport(
                                        null,
                                        List.of(new Header("chronofabric-origin", bytes(first))),
                                        9)));
        // Whoever wrote this was no replay.
        write(
                letter(6, "y")
                        .withTransport(
                                new Transport(
                                        null,
                                        List.of(new Header("chronofabric-origin", bytes("?"))),
                                        9)));

        assertThat(replay().code()).isZero();

        assertThat(KAFKA.readCommitted(input).stream().map(DeadLettersIT::headers))
                .containsExactlyInAnyOrder(
                        List.of("chronofabric-origin=" + first),
                        List.of("chronofabric-origin=" + input + "/2/6/9"));
    }

    @Test
    void anEventInOurOwnFormSaysSoAndATombstoneStaysOne() {
        write(
                new Rejected(
                        bytes("{}"),
                        Form.SIGNAL,
                        new Origin(input, 0, 1),
                        RejectReason.LATE,
                        "late",
                        Transport.NONE));
        write(
                new Rejected(
                        new byte[0],
                        Form.TOMBSTONE,
                        new Origin(input, 1, 1),
                        RejectReason.MALFORMED,
                        "no value",
                        new Transport(bytes("k"), List.of(), 4)));
        write(new Rejected(new byte[0], new Origin(input, 2, 1), RejectReason.MALFORMED, "empty"));

        assertThat(replay().code()).isZero();

        List<ConsumerRecord<byte[], byte[]>> sent = KAFKA.readCommitted(input);
        assertThat(sent).hasSize(3);
        assertThat(headers(sent.get(0))).first().isEqualTo("chronofabric-form=signal");
        // Its arrival was not noted: the letter's own stands for it.
        assertThat(headers(sent.get(0)).get(1))
                .matches("chronofabric-origin=" + input + "/0/1/1\\d{12}");
        assertThat(sent.get(1).value()).isNull();
        assertThat(sent.get(1).key()).isEqualTo(bytes("k"));
        assertThat(sent.get(2).value()).isEmpty();
    }

    @Test
    void replayingTwiceHasNoSecondEffectUnlessAskedFor() {
        writeMany(50);
        writeMany(50); // the topic has letters at least once

        assertThat(replay("--dry-run").out()).contains("would send", "Would replay 50;");
        assertThat(KAFKA.readCommitted(input)).isEmpty();
        assertThat(KAFKA.topics()).doesNotContain(letters + ".replayed");
        assertThat(replay().out()).contains("Replayed 50; replayed before: 0");
        assertThat(replay().out()).contains("Replayed 0; replayed before: 50");
        assertThat(KAFKA.readCommitted(input)).hasSize(50);
        assertThat(replay("--again", "--limit", "20").out()).contains("Replayed 20;");
        assertThat(KAFKA.readCommitted(input)).hasSize(70);
        assertThat(replay("--again").out()).contains("Replayed 50;");
        assertThat(replay("--dry-run").out()).contains("Would replay 0; replayed before: 50");
    }

    @Test
    void aFilterFirstAndTheRestLater() {
        writeMany(10);
        write(
                new Rejected(
                        bytes("late"), new Origin(input, 0, 900), RejectReason.LATE, "too late"));
        write(letter(901, "old").withTransport(new Transport(null, List.of(), 1_000_000_000_000L)));

        assertThat(replay("--reason", "late").out()).contains("Replayed 1; replayed before: 0");
        assertThat(replay("--until", "2001-09-10T00:00:00Z").out()).contains("Replayed 1;");
        assertThat(replay(input + "/2/3").out()).contains("Replayed 1;");
        assertThat(replay("--topic-of-origin", "other").out()).contains("Replayed 0;");
        assertThat(replay("--limit", "4").out()).contains("Replayed 4;");
        assertThat(replay().out()).contains("Replayed 5; replayed before: 7");
        assertThat(KAFKA.readCommitted(input)).hasSize(12);
    }

    /** What a process that was killed between its records leaves behind. */
    @Test
    void whatADeadReplayLeftOpenIsNeverSeenAndIsSentAgain() {
        writeMany(20);
        assertThat(replay("--limit", "5").out()).contains("Replayed 5;");
        try (KafkaProducer<byte[], byte[]> dead = replayProducer()) {
            dead.initTransactions();
            dead.beginTransaction();
            for (int i = 0; i < 10; i++) {
                dead.send(new ProducerRecord<>(input, bytes("half")));
                dead.send(
                        new ProducerRecord<>(
                                letters + ".replayed", bytes(input + "/2/" + i), bytes("?")));
            }
            dead.flush();

            assertThat(replay().out()).contains("Replayed 15; replayed before: 5");

            assertThat(KAFKA.readCommitted(input).stream().map(r -> new String(r.value(), UTF_8)))
                    .hasSize(20)
                    .doesNotContain("half");
            // And the dead one cannot come back.
            assertThatThrownBy(dead::commitTransaction).isInstanceOf(ProducerFencedException.class);
        }
    }

    /** The real thing: processes that are killed while they replay, until one gets to the end. */
    @Test
    void killedReplaysSendEachRecordOnce(@TempDir Path folder) throws Exception {
        int count = 30_000;
        writeMany(count);
        for (int kill = 0; kill < 3; kill++) {
            int before = marks();
            try (Started process =
                    Started.chronofabric(
                            folder,
                            "dead-letters",
                            "replay",
                            "--bootstrap",
                            KAFKA.bootstrap(),
                            "--topic",
                            letters)) {
                Awaitility.await()
                        .atMost(Duration.ofMinutes(1))
                        .pollInterval(Duration.ofMillis(5))
                        .until(() -> !process.isAlive() || marks() > before);
                process.kill();
                process.exit();
            }
        }

        Ran ran = replay();

        assertThat(ran.code()).isZero();
        assertThat(ran.out()).as("killed on the way").doesNotContain("Replayed 0;");
        List<String> sent =
                KAFKA.readCommitted(input).stream().map(r -> headers(r).get(0)).toList();
        assertThat(sent).hasSize(count).doesNotHaveDuplicates();
    }

    private int marks() {
        return KAFKA.topics().contains(letters + ".replayed")
                ? KAFKA.readCommitted(letters + ".replayed").size()
                : 0;
    }

    @Test
    void aLetterThatWasTooLargeIsFetchedFromWhereItCameFrom() {
        byte[] large = new byte[400_000];
        Arrays.fill(large, (byte) 'x');
        List<RecordMetadata> places =
                KAFKA.produce(
                        List.of(
                                new ProducerRecord<>(input, 1, 1_700_000_000_000L, null, large),
                                new ProducerRecord<>(input, 1, 1_700_000_000_000L, null, large),
                                new ProducerRecord<>(
                                        input, 1, 1_700_000_000_000L, null, bytes("s"))));
        Transport manyHeaders =
                new Transport(
                        null, List.of(new Header("blob", new byte[900_000])), 1_700_000_000_000L);
        Transport plain = new Transport(null, List.of(), 1_700_000_000_000L);
        byte[] other = large.clone();
        other[9] = 'y';
        write(at(places.get(0), large).withTransport(plain));
        write(at(places.get(1), other).withTransport(plain));
        write(at(places.get(2), bytes("s")).withTransport(manyHeaders));
        write(
                new Rejected(
                        large,
                        Form.SIGNAL,
                        new Origin(input, 1, 77),
                        RejectReason.LATE,
                        "late",
                        Transport.NONE));

        Ran ran = replay();

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("Replayed 2; replayed before: 0; skipped: 2.");
        assertThat(ran.err())
                .contains(
                        "skipped " + input + "/1/1: ",
                        "another record in its place",
                        "skipped " + input + "/1/77: its event was too large");
        assertThat(KAFKA.readCommitted(input).stream().skip(3).map(r -> r.value().length))
                .containsExactlyInAnyOrder(large.length, 1);
    }

    @Test
    void aLetterWhoseLargeRecordIsGoneIsSkippedWithTheReason() throws Exception {
        byte[] large = new byte[300_000];
        List<RecordMetadata> places =
                KAFKA.produce(List.of(new ProducerRecord<>(input, 1, null, null, large)));
        write(at(places.get(0), large));
        KAFKA.admin()
                .deleteRecords(
                        Map.of(new TopicPartition(input, 1), RecordsToDelete.beforeOffset(1)))
                .all()
                .get();

        Ran ran = replay();

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err()).contains("its topic no longer has it");
    }

    @Test
    void aRecordThatItsTopicRefusesDoesNotHoldTheOthersBack() throws Exception {
        KAFKA.createTopic("small-" + number, 1, Map.of("max.message.bytes", "1000"));
        write(
                new Rejected(
                        new byte[5_000],
                        new Origin("small-" + number, 0, 1),
                        RejectReason.MALFORMED,
                        ""));
        writeMany(10);

        Ran ran = replay();

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("Replayed 10; replayed before: 0; skipped: 1.");
        assertThat(ran.err()).contains("skipped small-" + number + "/0/1: ");
        assertThat(KAFKA.readCommitted(input)).hasSize(10);
    }

    @Test
    void whatIsNoLetterOrNamesATopicThatNobodyMaySendToIsPassedOver() {
        KAFKA.produce(
                List.of(
                        new ProducerRecord<>(letters, bytes("garbage")),
                        new ProducerRecord<>(letters, new byte[] {0, 1, 2}),
                        new ProducerRecord<>(letters, null, null)));
        write(
                new Rejected(
                        bytes("1,2"), new Origin("trace.csv", 0, 3), RejectReason.MALFORMED, ""));
        write(
                new Rejected(
                        bytes("a"), new Origin("__consumer_offsets", 0, 3), RejectReason.LATE, ""));
        write(new Rejected(bytes("a"), new Origin(letters, 0, 3), RejectReason.LATE, ""));
        write(new Rejected(bytes("a"), new Origin("\u001b[2J", 0, 3), RejectReason.LATE, ""));
        write(letter(1, "good"));

        Ran ran = replay();

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.out()).contains("Replayed 1; replayed before: 0; skipped: 4.");
        assertThat(ran.err())
                .contains(
                        "3 records in the topic are no dead letters", "there is no topic trace.csv")
                .contains("it came from the dead letters themselves")
                .doesNotContain("\u001b");
    }

    @Test
    void theListHasEachLetterOnceAndShowsWhatIsNone() {
        writeMany(3);
        writeMany(3);
        write(
                new Rejected(
                        bytes("x"), new Origin(input, 0, 1), RejectReason.LATE, "\u001b[2Jlate"));
        KAFKA.produce(List.of(new ProducerRecord<>(letters, bytes("garbage"))));

        Ran table = command("list");
        assertThat(table.code()).isZero();
        assertThat(table.out())
                .hasLineCount(6)
                .startsWith("ARRIVAL ")
                .contains("MALFORMED", input + "/2/0", "(no dead letter)")
                .doesNotContain("\u001b");
        assertThat(command("list", "--json", "--reason", "LATE").out())
                .hasLineCount(1)
                .contains("\"id\":\"" + input + "/0/1\"", "\"reason\":\"LATE\"");
        assertThat(command("list", "--limit", "2").err()).contains("There may be more");
        assertThat(command("list", "--summary").out())
                .hasLineCount(4)
                .containsPattern(" 3  MALFORMED +" + input)
                .containsPattern(" 1  LATE")
                .containsPattern(" 1  \\(unreadable\\)");
        Ran none = command("list", "--topic-of-origin", "in_" + number);
        assertThat(none.err()).contains("No dead letters.", "did you mean in-" + number + "?");
    }

    @Test
    void aPageShowsTextAsTextAndBytesAsBytes() {
        write(
                letter(5, "{\"a\":\n1}")
                        .withTransport(
                                new Transport(
                                        bytes("key-1"),
                                        List.of(new Header("h", new byte[] {0, -1})),
                                        1_700_000_000_123L)));
        write(letter(6, "\u001b[2J"));
        KAFKA.produce(List.of(new ProducerRecord<>(letters, 0, null, bytes("garbage"))));

        assertThat(command("show", input + "/2/5").out())
                .contains(
                        "MALFORMED",
                        "2023-11-14T22:13:20.123Z",
                        "key-1",
                        "h: 0x00ff",
                        "replayed   no",
                        "{\"a\":\n1}");
        assertThat(replay().code()).isZero();
        assertThat(command("show", input + "/2/5").out()).contains("replayed   yes");
        assertThat(command("show", input + "/2/6").out())
                .contains("00000000  1b 5b 32 4a", "|.[2J|")
                .doesNotContain("\u001b");
        String place =
                KAFKA.readCommitted(letters).stream()
                        .filter(r -> Arrays.equals(r.value(), bytes("garbage")))
                        .map(r -> letters + "/" + r.partition() + "/" + r.offset())
                        .findFirst()
                        .orElseThrow();
        assertThat(command("show", place).out()).contains("no dead letter: ", "garbage");
        Ran none = command("show", input + "/0/99");
        assertThat(none.code()).isEqualTo(2);
        assertThat(none.err()).hasLineCount(1).contains("has no letter about it");
    }

    @Test
    void aTopicThatIsNotThereIsToldWithTheOneThatWasMeant() {
        Ran ran =
                Ran.command(
                        "dead-letters",
                        "list",
                        "--bootstrap",
                        KAFKA.bootstrap(),
                        "--topic",
                        "daed-" + number);
        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).hasLineCount(1).contains("Did you mean " + letters + "?");
    }

    @Test
    void settingsReachEveryClientSoThatAPasswordIsEnough() {
        writeMany(3);
        assertThat(sasl("s3cret", "replay").out()).contains("Replayed 3;");
        Ran wrong = sasl("guess", "replay");
        assertThat(wrong.code()).isEqualTo(1);
        assertThat(wrong.err()).contains("they do not know us").doesNotContain("guess");
    }

    private Ran sasl(String password, String command) {
        return Ran.command(
                "dead-letters",
                command,
                "--bootstrap",
                KAFKA.saslBootstrap(),
                "--topic",
                letters,
                "-D",
                "kafka.properties.security.protocol=SASL_PLAINTEXT",
                "-D",
                "kafka.properties.sasl.mechanism=PLAIN",
                "-D",
                "kafka.properties.sasl.jaas.config="
                        + "org.apache.kafka.common.security.plain.PlainLoginModule required"
                        + " username=\"flink\" password=\""
                        + password
                        + "\";");
    }

    private Ran replay(String... more) {
        return command("replay", more);
    }

    private Ran command(String command, String... more) {
        List<String> words =
                new ArrayList<>(
                        List.of(
                                "dead-letters",
                                command,
                                "--bootstrap",
                                KAFKA.bootstrap(),
                                "--topic",
                                letters));
        words.addAll(List.of(more));
        return Ran.command(words.toArray(String[]::new));
    }

    private KafkaProducer<byte[], byte[]> replayProducer() {
        return new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        KAFKA.bootstrap(),
                        "transactional.id",
                        letters + "-replay"),
                new ByteArraySerializer(),
                new ByteArraySerializer());
    }

    private void writeMany(int count) {
        KAFKA.produce(
                IntStream.range(0, count).mapToObj(i -> entry(letter(i, "no " + i))).toList());
    }

    private void write(Rejected rejected) {
        KAFKA.produce(List.of(entry(rejected)));
    }

    private ProducerRecord<byte[], byte[]> entry(Rejected rejected) {
        return new ProducerRecord<>(
                letters, bytes(rejected.origin().id()), bytes(RejectedJson.write(rejected)));
    }

    private Rejected letter(long offset, String raw) {
        return new Rejected(
                bytes(raw), new Origin(input, 2, offset), RejectReason.MALFORMED, "no JSON");
    }

    private static Rejected at(RecordMetadata place, byte[] raw) {
        return new Rejected(
                raw,
                new Origin(place.topic(), place.partition(), place.offset()),
                RejectReason.MALFORMED,
                "too large");
    }

    private static List<String> headers(ConsumerRecord<byte[], byte[]> entry) {
        List<String> headers = new ArrayList<>();
        entry.headers()
                .forEach(
                        h ->
                                headers.add(
                                        h.key()
                                                + "="
                                                + (h.value() == null
                                                        ? "null"
                                                        : new String(h.value(), UTF_8))));
        return headers;
    }

    private static <T> T only(List<T> list) {
        assertThat(list).hasSize(1);
        return list.get(0);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(UTF_8);
    }
}
