package io.chronofabric.it.bench;

import java.io.IOException;
import java.io.PrintStream;
import java.lang.reflect.Modifier;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * Runs one benchmark and prints its table: {@code Bench NAME [--quick] [--json]}. Called by {@code
 * bin/bench}, which checks the arguments, knows the names and builds what is missing.
 */
public final class Bench {
    private Bench() {}

    /** Exits with 1 when something could not be measured. */
    public static void main(String[] args) throws IOException {
        List<String> words = List.of(args);
        Path log = Path.of(System.getProperty("bench.log", "bench.log"));
        int status = 0;
        try (PrintStream logStream = new PrintStream(log.toFile(), StandardCharsets.UTF_8)) {
            try {
                String topic = words.get(0);
                List<Measurement> rows = new ArrayList<>();
                if (!measure(topic, words.contains("--quick"), logStream, rows)) {
                    System.err.println("bench: the whole story is in " + log);
                    status = 1;
                }
                Report report = new Report(topic, rows);
                System.out.print(words.contains("--json") ? report.json() : report.table());
            } catch (Exception e) {
                e.printStackTrace(logStream);
                System.err.println("bench: " + e.getMessage() + "; the whole story is in " + log);
                status = 1;
            }
        }
        System.exit(status);
    }

    /** Whether all could be measured; what could be is in the rows either way. */
    private static boolean measure(
            String topic, boolean quick, PrintStream log, List<Measurement> rows) throws Exception {
        String packageName = Bench.class.getPackageName() + "." + topic;
        boolean all = true;
        rows.addAll(new JmhRunner(quick, System.err, log).run(packageName));
        for (Load load : loadsOf(topic, packageName)) {
            System.err.println(load.getClass().getSimpleName());
            try {
                rows.addAll(load.run(quick));
            } catch (Exception e) {
                e.printStackTrace(log);
                System.err.println("bench: " + e.getMessage());
                all = false;
            }
        }
        return all;
    }

    private static List<Load> loadsOf(String topic, String packageName)
            throws IOException, URISyntaxException, ReflectiveOperationException {
        URL folder = Bench.class.getResource(topic + "/");
        List<String> names;
        try (Stream<Path> files = Files.list(Path.of(folder.toURI()))) {
            names =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".class") && !name.contains("-"))
                            .map(name -> name.substring(0, name.length() - ".class".length()))
                            .sorted()
                            .toList();
        }
        List<Load> loads = new ArrayList<>();
        for (String name : names) {
            Class<?> found = Class.forName(packageName + "." + name);
            if (Load.class.isAssignableFrom(found) && !Modifier.isAbstract(found.getModifiers())) {
                loads.add(found.asSubclass(Load.class).getConstructor().newInstance());
            }
        }
        return loads;
    }
}
