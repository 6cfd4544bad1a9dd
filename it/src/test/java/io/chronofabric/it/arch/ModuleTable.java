package io.chronofabric.it.arch;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.Dependency;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.PackageMatcher;
import com.tngtech.archunit.lang.ArchCondition;
import com.tngtech.archunit.lang.ArchRule;
import com.tngtech.archunit.lang.ConditionEvents;
import com.tngtech.archunit.lang.SimpleConditionEvent;
import com.tngtech.archunit.lang.syntax.ArchRuleDefinition;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who may import whom, and which third parties where: the table of rooms. Packages are given below
 * a root and as ArchUnit writes them, {@code ..} for anything below.
 */
final class ModuleTable {
    /** A module: its packages, and the modules of ours that it may import. */
    private record Row(String module, List<String> packages, Set<String> mayImport) {}

    /** A library: what its packages begin with, and the packages of ours that may import it. */
    private record Library(String prefix, List<String> users) {}

    private static final List<Row> ROWS =
            List.of(
                    new Row("time", List.of("core..", "time.."), Set.of()),
                    new Row("bus-connector", List.of("bus..", "connector.bus.."), Set.of("time")),
                    new Row("state", List.of("state.."), Set.of("time")),
                    new Row("operators", List.of("operators.."), Set.of("state", "time")),
                    new Row("accel-udfs", List.of("accel.."), Set.of("time")),
                    new Row(
                            "clogic-operators",
                            List.of("clogic.."),
                            Set.of("operators", "state", "time", "accel-udfs")),
                    new Row(
                            "jobs",
                            List.of("jobs.."),
                            Set.of(
                                    "clogic-operators",
                                    "operators",
                                    "bus-connector",
                                    "accel-udfs",
                                    "state",
                                    "time")));

    /** Grows by a line, together with {@code docs/dependencies.md}. */
    private static final List<Library> LIBRARIES =
            List.of(
                    new Library("org.slf4j", List.of("..")),
                    new Library("org.agrona", List.of("core..", "time..", "bus..")),
                    new Library("com.sun.jna", List.of("core..", "time..")),
                    new Library("org.jctools", List.of("bus..")),
                    new Library("io.aeron", List.of("bus.aeron..")),
                    new Library("com.fasterxml.jackson", List.of("state.codec..")),
                    new Library("org.yaml.snakeyaml", List.of("state.codec..")),
                    new Library("de.siegmar.fastcsv", List.of("state.codec..")),
                    new Library("org.apache.arrow", List.of("accel..")),
                    new Library("org.jocl", List.of("accel..")),
                    new Library("org.lwjgl", List.of("accel..")),
                    new Library("ai.onnxruntime", List.of("accel..")),
                    new Library("org.antlr.v4.runtime", List.of("clogic.egc.stl..")),
                    new Library("picocli", List.of("jobs..")),
                    new Library("oshi", List.of("jobs..")),
                    new Library("org.apache.kafka", List.of("jobs..")),
                    new Library("io.prometheus", List.of("jobs..")),
                    new Library("org.apache.flink.connector.kafka", List.of("jobs..")),
                    new Library(
                            "org.apache.flink",
                            List.of(
                                    "connector.bus..",
                                    "state.flink..",
                                    "operators..",
                                    "accel.flink..",
                                    "clogic..flink..",
                                    "jobs..")));

    private static final Set<String> JDK =
            ModuleLayer.boot().modules().stream()
                    .flatMap(module -> module.getPackages().stream())
                    .collect(Collectors.toUnmodifiableSet());

    private final String root;

    /**
     * @param root the package that the rooms lie in
     */
    ModuleTable(String root) {
        this.root = root;
    }

    static List<String> modules() {
        return ROWS.stream().map(Row::module).toList();
    }

    /** Holds when the classes of a module import only what its row allows. */
    ArchRule row(String module) {
        Row row = ROWS.stream().filter(r -> r.module().equals(module)).findFirst().orElseThrow();
        return ArchRuleDefinition.classes()
                .that(
                        DescribedPredicate.describe(
                                "live in " + module,
                                type -> matchesAny(type.getPackageName(), row.packages())))
                .should(onlyImportWhatIsAllowed(row))
                .allowEmptyShould(true);
    }

    /** Holds when every class lives in a room of the table. */
    ArchRule everyClassHasARoom() {
        return ArchRuleDefinition.classes()
                .should(
                        new ArchCondition<>("live in a package of the module table") {
                            @Override
                            public void check(JavaClass type, ConditionEvents events) {
                                if (rowOf(type.getPackageName()).isEmpty()) {
                                    events.add(
                                            SimpleConditionEvent.violated(
                                                    type, type.getDescription() + " does not"));
                                }
                            }
                        });
    }

    private ArchCondition<JavaClass> onlyImportWhatIsAllowed(Row row) {
        return new ArchCondition<>("only import what their row of the module table allows") {
            @Override
            public void check(JavaClass type, ConditionEvents events) {
                for (Dependency dependency : type.getDirectDependenciesFromSelf()) {
                    JavaClass target = dependency.getTargetClass().getBaseComponentType();
                    if (!target.isPrimitive()
                            && !mayImport(row, type.getPackageName(), target.getPackageName())) {
                        events.add(
                                SimpleConditionEvent.violated(type, dependency.getDescription()));
                    }
                }
            }
        };
    }

    private boolean mayImport(Row row, String from, String to) {
        if (to.equals(root) || to.startsWith(root + ".")) {
            return rowOf(to)
                    .map(Row::module)
                    .filter(
                            module ->
                                    module.equals(row.module()) || row.mayImport().contains(module))
                    .isPresent();
        }
        // The longest prefix comes first in the list, so that exceptions precede their rule.
        return JDK.contains(to)
                || LIBRARIES.stream()
                        .filter(library -> (to + ".").startsWith(library.prefix() + "."))
                        .findFirst()
                        .filter(library -> matchesAny(from, library.users()))
                        .isPresent();
    }

    private Optional<Row> rowOf(String packageName) {
        return ROWS.stream().filter(row -> matchesAny(packageName, row.packages())).findFirst();
    }

    private boolean matchesAny(String packageName, List<String> patterns) {
        return patterns.stream()
                .anyMatch(
                        pattern ->
                                PackageMatcher.of(
                                                pattern.startsWith("..")
                                                        ? root + pattern
                                                        : root + "." + pattern)
                                        .matches(packageName));
    }
}
