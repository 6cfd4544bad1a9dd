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
        int from = page.indexOf("kind: RuleTest");
        int begin = page.lastIndexOf("```yaml\n", from) + "```yaml\n".length();
        String example = page.substring(begin, page.indexOf("\n```", from));
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
}
