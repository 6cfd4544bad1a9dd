package io.chronofabric.it.kafka;

import io.chronofabric.it.container.Checkout;
import io.chronofabric.state.model.RuleControl;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import java.util.zip.ZipOutputStream;
import org.apache.kafka.clients.producer.ProducerRecord;

/**
 * A savepoint that a release left, with what it was made of and what is to be said after it. Its
 * folder holds all of it, so that later code cannot change the question.
 *
 * @param release which release
 * @param kind {@code fixed} rules or {@code live} ones
 * @param folder where it is
 */
record GoldenSavepoint(String release, String kind, Path folder) {
    private static final Path ALL = Checkout.file("it/src/test/resources/savepoints");

    /** All that are kept. */
    static List<GoldenSavepoint> all() throws IOException {
        List<GoldenSavepoint> found = new ArrayList<>();
        try (Stream<Path> releases = Files.list(ALL)) {
            for (Path release : releases.sorted().toList()) {
                try (Stream<Path> kinds = Files.list(release)) {
                    kinds.sorted()
                            .forEach(
                                    kind ->
                                            found.add(
                                                    new GoldenSavepoint(
                                                            release.getFileName().toString(),
                                                            kind.getFileName().toString(),
                                                            kind)));
                }
            }
        }
        return found;
    }

    /** A new one, without its savepoint. */
    static GoldenSavepoint begin(String release, String kind) throws IOException {
        Path folder = Files.createDirectories(ALL.resolve(release).resolve(kind));
        Files.write(folder.resolve("events.tsv"), GoldenLoad.events());
        if (kind.equals("live")) {
            List<String> lines = new ArrayList<>();
            for (RuleControl control : GoldenLoad.changes()) {
                lines.add(GoldenLoad.key(control) + "\t" + GoldenLoad.json(control));
            }
            Files.write(folder.resolve("changes.tsv"), lines);
        } else {
            Files.writeString(folder.resolve("rules.yaml"), GoldenLoad.documents());
        }
        return new GoldenSavepoint(release, kind, folder);
    }

    boolean isLive() {
        return kind.equals("live");
    }

    /** The name of its topics, which the savepoint knows. */
    String lane() {
        return "golden-" + release + "-" + kind;
    }

    String rules() {
        return folder.resolve("rules.yaml").toString();
    }

    /** The records before or after the savepoint. */
    List<ProducerRecord<byte[], byte[]>> events(String topic, boolean before) throws IOException {
        String when = before ? "before" : "after";
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (String line : Files.readAllLines(folder.resolve("events.tsv"))) {
            String[] parts = line.split("\t", 3);
            if (parts[0].equals(when)) {
                records.add(
                        new ProducerRecord<>(
                                topic,
                                Integer.valueOf(parts[1]),
                                null,
                                GoldenLoad.bytes(parts[2])));
            }
        }
        return records;
    }

    /** The records on the rules' topic. */
    List<ProducerRecord<byte[], byte[]>> changes(String topic) throws IOException {
        return Files.readAllLines(folder.resolve("changes.tsv")).stream()
                .map(line -> line.split("\t", 2))
                .map(
                        parts ->
                                new ProducerRecord<>(
                                        topic,
                                        GoldenLoad.bytes(parts[0]),
                                        GoldenLoad.bytes(parts[1])))
                .toList();
    }

    /** What is said after it, sorted. */
    List<String> expected() throws IOException {
        return Files.readAllLines(folder.resolve("expected.txt"));
    }

    /** Unpacks the savepoint and gives its path. */
    String savepoint(Path to) throws IOException {
        try (ZipFile zip = new ZipFile(folder.resolve("savepoint.zip").toFile())) {
            for (ZipEntry entry : zip.stream().map(ZipEntry.class::cast).toList()) {
                Path file = Files.createDirectories(to).resolve(entry.getName());
                Files.write(file, zip.getInputStream(entry).readAllBytes());
            }
        }
        return to.toUri().toString();
    }

    /** Keeps a savepoint and what is said after it. */
    void keep(String savepoint, List<String> expected) throws IOException {
        Files.write(folder.resolve("expected.txt"), expected);
        Path from = Path.of(URI.create(savepoint));
        try (ZipOutputStream zip =
                        new ZipOutputStream(
                                Files.newOutputStream(folder.resolve("savepoint.zip")));
                Stream<Path> files = Files.list(from)) {
            for (Path file : files.sorted().toList()) {
                ZipEntry entry = new ZipEntry(file.getFileName().toString());
                entry.setTime(0);
                zip.putNextEntry(entry);
                Files.copy(file, zip);
                zip.closeEntry();
            }
        }
    }
}
