package io.chronofabric.it.container;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.jar.Attributes;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.spi.ToolProvider;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.junit.jupiter.api.Test;

/** What is in the job jar, and above all what is not. */
final class JobJarIT {
    /** The folders classes may lie in. Every line is a library of docs/dependencies.md. */
    private static final Set<String> BUNDLED =
            Set.of(
                    "com/fasterxml/jackson",
                    "com/github/luben/zstd",
                    "de/siegmar/fastcsv",
                    "io/aeron",
                    "io/chronofabric",
                    "net/jpountz",
                    "org/agrona",
                    "org/antlr/v4",
                    "org/apache/commons/lang3",
                    "org/apache/flink/connector/kafka",
                    "org/apache/flink/streaming/connectors/kafka",
                    "org/apache/flink/streaming/util/serialization",
                    "org/apache/kafka",
                    "org/jctools",
                    "org/xerial/snappy",
                    "org/yaml/snakeyaml");

    /** Files of the test's class path that a Flink distribution has in its lib folder. */
    private static final Pattern ON_THE_CLUSTER =
            Pattern.compile("/(flink-(?!test)|slf4j-api-|log4j-|commons-cli-)[^/]*\\.jar$");

    private static final Pattern VERSIONED = Pattern.compile("META-INF/versions/\\d+/(.*)");

    @Test
    void everyClassIsOursOrOfAListedLibrary() throws IOException {
        Set<String> strangers =
                classes().stream()
                        .filter(name -> BUNDLED.stream().noneMatch(in -> name.startsWith(in + '/')))
                        .map(name -> name.substring(0, Math.max(0, name.lastIndexOf('/'))))
                        .collect(Collectors.toCollection(TreeSet::new));

        assertThat(strangers).isEmpty();
    }

    @Test
    void everyListedLibraryIsThere() throws IOException {
        List<String> classes = classes();

        assertThat(BUNDLED)
                .allSatisfy(in -> assertThat(classes).anyMatch(name -> name.startsWith(in + '/')));
    }

    @Test
    void neitherFlinkNorLoggingNorTheCommandLineIsInside() throws IOException {
        assertThat(entries())
                .noneMatch(name -> name.startsWith("org/apache/flink/runtime/"))
                .noneMatch(name -> name.startsWith("org/apache/flink/api/"))
                .noneMatch(name -> name.startsWith("org/apache/logging/"))
                .noneMatch(name -> name.startsWith("org/slf4j/"))
                .noneMatch(name -> name.startsWith("log4j"))
                .noneMatch(name -> name.startsWith("picocli/"))
                .noneMatch(name -> name.startsWith("oshi/"))
                .noneMatch(name -> name.startsWith("com/sun/jna/"))
                .noneMatch(name -> name.startsWith("io/chronofabric/jobs/bus/"))
                .noneMatch(name -> name.startsWith("io/chronofabric/jobs/cli/"))
                .noneMatch(name -> name.startsWith("io/chronofabric/jobs/deadletters/"));
    }

    @Test
    void noModuleNameAndNoSignatureOfAnotherJarIsLeft() throws IOException {
        assertThat(entries())
                .noneMatch(name -> name.endsWith("module-info.class"))
                .noneMatch(name -> name.matches("META-INF/[^/]*\\.(SF|DSA|RSA|EC)"));
    }

    @Test
    void everyClassItNeedsIsInsideOrOnTheCluster() {
        String cluster =
                Stream.of(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                        .filter(entry -> ON_THE_CLUSTER.matcher(entry).find())
                        .collect(Collectors.joining(File.pathSeparator));
        StringWriter missing = new StringWriter();
        StringWriter errors = new StringWriter();

        int exit =
                ToolProvider.findFirst("jdeps")
                        .orElseThrow()
                        .run(
                                new PrintWriter(missing),
                                new PrintWriter(errors),
                                "--missing-deps",
                                "--multi-release",
                                "17",
                                "--class-path",
                                cluster,
                                Checkout.jobJar().toString());

        assertThat(exit).as(errors.toString()).isZero();
        // The connector and Kafka's clients have ways that the job does not go: SQL, OAuth.
        assertThat(missing.toString().lines().map(String::strip))
                .noneMatch(line -> line.startsWith("io.chronofabric"));
    }

    @Test
    void licencesAndNoticesAreInside() throws IOException {
        assertThat(entries())
                .contains(
                        "META-INF/LICENSE",
                        "META-INF/NOTICE",
                        "META-INF/licenses/antlr4-runtime.txt",
                        "META-INF/licenses/fastcsv.txt",
                        "META-INF/licenses/zstd-jni.txt")
                .doesNotHaveDuplicates();
    }

    @Test
    void theManifestNamesTheJob() throws IOException {
        try (JarFile jar = new JarFile(Checkout.jobJar().toFile())) {
            Attributes manifest = jar.getManifest().getMainAttributes();
            assertThat(manifest.getValue(Attributes.Name.MAIN_CLASS))
                    .isEqualTo("io.chronofabric.jobs.GovernanceMain");
            assertThat(jar.getEntry("io/chronofabric/jobs/GovernanceMain.class")).isNotNull();
            assertThat(manifest.getValue(Attributes.Name.MULTI_RELEASE)).isEqualTo("true");
        }
    }

    /** Class files; those for newer Java versions by the name they replace. */
    private static List<String> classes() throws IOException {
        return entries().stream()
                .filter(name -> name.endsWith(".class"))
                .map(
                        name -> {
                            Matcher versioned = VERSIONED.matcher(name);
                            return versioned.matches() ? versioned.group(1) : name;
                        })
                .toList();
    }

    private static List<String> entries() throws IOException {
        try (JarFile jar = new JarFile(Checkout.jobJar().toFile())) {
            return jar.stream()
                    .filter(entry -> !entry.isDirectory())
                    .map(ZipEntry::getName)
                    .toList();
        }
    }
}
