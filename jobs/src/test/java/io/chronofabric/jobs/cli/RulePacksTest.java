package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The shipped rule packs: each works as its tests say, and has its place on the page. */
class RulePacksTest {
    private static final Path FOLDER = Ran.ROOT.resolve("flink-conf/rules");
    private static final String TEST = ".test.yaml";

    /** All shipped rules but the demo's, which judge whatever host they run on. */
    static List<String> packs() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            List<String> packs =
                    files.map(file -> file.getFileName().toString())
                            .filter(name -> name.endsWith(".yaml") && !name.endsWith(TEST))
                            .filter(name -> !name.equals("host.yaml"))
                            .map(name -> name.substring(0, name.length() - ".yaml".length()))
                            .sorted()
                            .toList();
            assertThat(packs).isNotEmpty();
            return packs;
        }
    }

    @ParameterizedTest
    @MethodSource("packs")
    void thePackIsInOrder(String pack) {
        Ran ran = Ran.command("rules", "check", FOLDER.resolve(pack + ".yaml").toString());

        assertThat(ran.out()).containsPattern(": \\d rules? ok\n").hasLineCount(1);
        assertThat(ran.code()).isZero();
    }

    @ParameterizedTest
    @MethodSource("packs")
    void thePackPassesItsTests(String pack) {
        Ran ran = Ran.command("rules", "test", FOLDER.resolve(pack + TEST).toString());

        assertThat(ran.out()).doesNotContain("FAILED", "warning").contains(" 0 failed");
        assertThat(ran.out().lines().filter(line -> line.startsWith("ok "))).hasSizeGreaterThan(2);
        assertThat(ran.code()).isZero();
    }

    @ParameterizedTest
    @MethodSource("packs")
    void aPacksTestsNoticeThatItsRulesAreTurnedRound(String pack) throws IOException {
        Path copy = Files.createTempDirectory("packs");
        try {
            String rules = Files.readString(FOLDER.resolve(pack + ".yaml"));
            Files.writeString(
                    copy.resolve(pack + ".yaml"),
                    rules.replaceAll("(?m)^  formula: \"(.*)\"$", "  formula: \"not ($1)\"")
                            .replace("    not once[0", "    once[0"));
            Files.copy(FOLDER.resolve(pack + TEST), copy.resolve(pack + TEST));

            assertThat(Ran.command("rules", "test", copy.resolve(pack + TEST).toString()).code())
                    .isEqualTo(1);
        } finally {
            Files.delete(copy.resolve(pack + ".yaml"));
            Files.delete(copy.resolve(pack + TEST));
            Files.delete(copy);
        }
    }

    @ParameterizedTest
    @MethodSource("packs")
    void thePageHasASectionForThePack(String pack) throws IOException {
        String page = Files.readString(Ran.ROOT.resolve("docs/rule-packs.md"));

        assertThat(page)
                .containsPattern("(?m)^## .*`" + pack + "`")
                .contains("../flink-conf/rules/" + pack + ".yaml")
                .contains("../flink-conf/rules/" + pack + TEST);
    }

    @Test
    void theExampleOfThePageOnTestingPasses() throws IOException {
        String page = Files.readString(Ran.ROOT.resolve("docs/rules.md"));
        String example = example(page, "kind: RuleTest");
        Path file = Files.createTempFile("example", TEST);
        try {
            String rules = Ran.ROOT.resolve("docs/examples/service-latency.yaml").toString();
            assertThat(example).contains("[service-latency.yaml]");
            Files.writeString(file, example.replace("[service-latency.yaml]", "[" + rules + "]"));

            Ran ran = Ran.command("rules", "test", file.toString());

            assertThat(ran.out()).doesNotContain("FAILED", "TEST0");
            assertThat(ran.code()).isZero();
        } finally {
            Files.delete(file);
        }
    }

    @Test
    void theExampleOfThePageOnTestingPatternsPasses() throws IOException {
        String page = Files.readString(Ran.ROOT.resolve("docs/patterns.md"));
        Path folder = Files.createTempDirectory("example");
        Path pattern = folder.resolve("storm.yaml");
        Path test = folder.resolve("storm" + TEST);
        try {
            Files.writeString(pattern, example(page, "kind: Pattern"));
            Files.writeString(test, example(page, "kind: RuleTest"));

            Ran ran = Ran.command("rules", "test", test.toString());

            assertThat(ran.out()).endsWith("1 case: 1 ok, 0 failed\n");
        } finally {
            Files.deleteIfExists(pattern);
            Files.deleteIfExists(test);
            Files.delete(folder);
        }
    }

    /** The first example of a page that has these words in it. */
    private static String example(String page, String words) {
        String begin = "```yaml\n";
        int from = page.indexOf(words, page.indexOf(begin));
        return page.substring(
                page.lastIndexOf(begin, from) + begin.length(), page.indexOf("\n```", from));
    }
}
