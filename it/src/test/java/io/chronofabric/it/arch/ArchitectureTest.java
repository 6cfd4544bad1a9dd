package io.chronofabric.it.arch;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.EvaluationResult;
import io.chronofabric.core.Metric;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Holds the plan of the house against its classes, and each rule against classes planted below
 * {@code planted} that break it: a rule that cannot fail holds nothing.
 */
class ArchitectureTest {
    private static final String HOUSE = "io.chronofabric";
    private static final String PLANTED = "io.chronofabric.it.arch.planted";
    private static final Path CHECKOUT = Path.of(System.getProperty("chronofabric.root"));
    private static final Pattern PLANTED_CLASS =
            Pattern.compile("planted\\.[a-z.]+(?:Planted\\$)?([A-Z]\\w*)");

    private static final JavaClasses house =
            new ClassFileImporter()
                    .withImportOption(new ImportOption.DoNotIncludeTests())
                    .withImportOption(location -> !location.contains("/io/chronofabric/it/"))
                    .importPackages(HOUSE);
    private static final JavaClasses planted = new ClassFileImporter().importPackages(PLANTED);

    /** The planted classes that break each rule; those that keep it are not here. */
    private static final Map<String, Set<String>> PLANTED_VIOLATIONS =
            Map.ofEntries(
                    Map.entry("imports of time", Set.of("KnowsState", "KnowsFlinkInTime")),
                    Map.entry("imports of bus-connector", Set.of("KnowsFlinkInBus", "KnowsJobs")),
                    Map.entry(
                            "imports of state",
                            Set.of("KnowsJacksonInModel", "KnowsFlinkInCodec", "KnowsBus")),
                    Map.entry("imports of operators", Set.of("KnowsClogic")),
                    Map.entry(
                            "imports of accel-udfs", Set.of("KnowsOperators", "KnowsFlinkInAccel")),
                    Map.entry(
                            "imports of clogic-operators",
                            Set.of("KnowsFlinkInAlgorithm", "KnowsAntlrOutsideStl", "KnowsBusToo")),
                    Map.entry("imports of jobs", Set.of("KnowsTestTools", "KnowsJacksonInJobs")),
                    Map.entry("every class has a room", Set.of("Homeless")),
                    Map.entry(
                            "one clock",
                            Set.of(
                                    "CallsNanoTime",
                                    "CallsCurrentTimeMillis",
                                    "RefersToNanoTime",
                                    "CallsInstantNow",
                                    "RefersToInstantNow",
                                    "CallsLocalDateTimeNow",
                                    "CallsZonedDateTimeNow",
                                    "TakesSystemClock",
                                    "MakesDate")),
                    Map.entry("no sleep", Set.of("Sleeps", "SleepsByUnit", "RefersToSleep")),
                    Map.entry(
                            "only the command line and a submitted job's own output print",
                            Set.of("PrintsOut", "PrintsErr", "RefersToOut")),
                    Map.entry("no printed stack traces", Set.of("PrintsStackTrace")),
                    Map.entry(
                            "no Java or Kryo serialization",
                            Set.of("WritesObjects", "ReadsObjects", "IsExternal", "UsesKryo")),
                    Map.entry(
                            "low-level memory in unsafe rooms only",
                            Set.of("UsesUnsafe", "RefersToUnsafe")),
                    Map.entry(
                            "names say what a class is",
                            Set.of("StoreImpl", "StoreManager", "StoreHelper", "StoreUtils")));

    static List<String> ruleNames() {
        return List.copyOf(HouseRules.of(HOUSE).keySet());
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ruleNames")
    void theHouseKeepsItsRules(String rule) {
        HouseRules.of(HOUSE).get(rule).check(house);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("ruleNames")
    void eachRuleFailsOnWhatIsPlantedToBreakItAndOnNothingElse(String rule) {
        EvaluationResult result = HouseRules.of(PLANTED).get(rule).evaluate(planted);
        Map<String, String> found = new TreeMap<>();
        for (String detail : result.getFailureReport().getDetails()) {
            Matcher matcher = PLANTED_CLASS.matcher(detail);
            assertThat(matcher.find()).as(detail).isTrue();
            found.put(matcher.group(1), detail);
        }
        assertThat(found.keySet())
                .as("%s", found)
                .isEqualTo(new TreeSet<>(PLANTED_VIOLATIONS.get(rule)));
    }

    @Test
    void everyClassOfEveryModuleIsLookedAt() throws IOException {
        Set<String> seen = house.stream().map(JavaClass::getName).collect(Collectors.toSet());
        List<String> missing = new ArrayList<>();
        int sources = 0;
        for (String module : ModuleTable.modules()) {
            Path folder = sourceFolder(module);
            for (Path file : sourcesOf(module)) {
                String path = folder.relativize(file).toString();
                String name = path.substring(0, path.length() - 5).replace('/', '.');
                if (!name.endsWith("package-info")) {
                    sources++;
                    if (!seen.contains(name)) {
                        missing.add(name);
                    }
                }
            }
        }
        assertThat(sources).isPositive();
        assertThat(missing).isEmpty();
    }

    @Test
    void everyPackageSaysWhatItIsFor() throws IOException {
        List<String> folders = new ArrayList<>(ModuleTable.modules());
        folders.add("it");
        for (String module : folders) {
            assertThat(HouseRules.packagesWithoutInfo(sourceFolder(module))).as(module).isEmpty();
        }
    }

    @Test
    void everyMetricNameInTheCodeStandsInTheTable() throws IOException {
        Pattern literal = Pattern.compile("\"((?:chronofabric|governance|temporal)_[a-z0-9_]+)\"");
        Set<String> table =
                Stream.of(Metric.values()).map(Metric::metricName).collect(Collectors.toSet());
        Set<String> found = new TreeSet<>();
        for (String module : ModuleTable.modules()) {
            for (Path file : sourcesOf(module)) {
                Matcher matcher = literal.matcher(Files.readString(file));
                while (matcher.find()) {
                    found.add(matcher.group(1));
                }
            }
        }
        assertThat(found).isNotEmpty().isSubsetOf(table);
    }

    @Test
    void aPackageThatDoesNotSayWhatItIsForIsFound(@TempDir Path sources) throws IOException {
        Path said = Files.createDirectories(sources.resolve("said"));
        Path unsaid = Files.createDirectories(said.resolve("unsaid"));
        Files.createFile(said.resolve("package-info.java"));
        Files.createFile(said.resolve("A.java"));
        Files.createFile(unsaid.resolve("B.java"));
        assertThat(HouseRules.packagesWithoutInfo(sources)).containsExactly(unsaid);
    }

    private static Path sourceFolder(String module) {
        return CHECKOUT.resolve(module).resolve("src/main/java");
    }

    private static List<Path> sourcesOf(String module) throws IOException {
        try (Stream<Path> files = Files.walk(sourceFolder(module))) {
            return files.filter(file -> file.toString().endsWith(".java")).toList();
        }
    }
}
