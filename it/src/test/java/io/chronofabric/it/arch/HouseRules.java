package io.chronofabric.it.arch;

import static com.tngtech.archunit.base.DescribedPredicate.describe;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;

import com.tngtech.archunit.base.DescribedPredicate;
import com.tngtech.archunit.core.domain.AccessTarget.CodeUnitAccessTarget;
import com.tngtech.archunit.core.domain.JavaAccess;
import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.lang.ArchRule;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The rules of the house that code can show, each by a name, for the packages below a root. */
final class HouseRules {
    private static final Set<String> CLOCK_CLASSES =
            Set.of(
                    "java.time.Instant",
                    "java.time.LocalDate",
                    "java.time.LocalDateTime",
                    "java.time.LocalTime",
                    "java.time.MonthDay",
                    "java.time.OffsetDateTime",
                    "java.time.OffsetTime",
                    "java.time.Year",
                    "java.time.YearMonth",
                    "java.time.ZonedDateTime");

    private static final Set<String> CLOCK_CALLS =
            Set.of(
                    "java.lang.System.nanoTime",
                    "java.lang.System.currentTimeMillis",
                    "java.util.Calendar.getInstance",
                    "org.apache.flink.util.clock.SystemClock.getInstance");

    private static final Set<String> SLEEPS =
            Set.of(
                    "java.lang.Thread.sleep",
                    "java.util.concurrent.TimeUnit.sleep",
                    "org.apache.flink.util.concurrent.SleepUtils.sleep");

    private HouseRules() {}

    /** Every rule by its name; {@code root} is the package that the rooms lie in. */
    static Map<String, ArchRule> of(String root) {
        Map<String, ArchRule> rules = new LinkedHashMap<>();
        ModuleTable table = new ModuleTable(root);
        for (String module : ModuleTable.modules()) {
            rules.put("imports of " + module, table.row(module));
        }
        rules.put("every class has a room", table.everyClassHasARoom());
        rules.put(
                "one clock",
                noClasses()
                        .that()
                        .resideOutsideOfPackage(root + ".time..")
                        .should()
                        .accessTargetWhere(access("read a system clock", HouseRules::readsClock)));
        rules.put(
                "no sleep",
                noClasses()
                        .should()
                        .accessTargetWhere(access("sleep", a -> SLEEPS.contains(nameOf(a)))));
        rules.put(
                "only the command line and a submitted job's own output print",
                noClasses()
                        .that()
                        .resideOutsideOfPackages(root + ".jobs.cli..", root + ".jobs.output..")
                        .and()
                        .doNotHaveFullyQualifiedName(root + ".jobs.GovernanceMain")
                        .should()
                        .accessTargetWhere(
                                access(
                                        "use the standard streams",
                                        a ->
                                                nameOf(a)
                                                        .matches(
                                                                "java\\.lang\\.System\\.(out|err)"))));
        rules.put(
                "no printed stack traces",
                noClasses()
                        .should()
                        .accessTargetWhere(
                                access(
                                        "print a stack trace",
                                        a ->
                                                a.getTarget().getName().equals("printStackTrace")
                                                        && !writesToGivenWriter(a)
                                                        && a.getTargetOwner()
                                                                .isAssignableTo(Throwable.class))));
        rules.put(
                "no Java or Kryo serialization",
                noClasses()
                        .should()
                        .dependOnClassesThat(
                                named(
                                        "serialize by reflection",
                                        name ->
                                                name.matches("java\\.io\\.Object(In|Out)put.*")
                                                        || name.startsWith("com.esotericsoftware.")
                                                        || name.matches(
                                                                "org\\.apache\\.flink\\..*[kK]ryo.*"))));
        rules.put(
                "low-level memory in unsafe rooms only",
                noClasses()
                        .that()
                        .resideOutsideOfPackage(root + "..unsafe..")
                        .should()
                        .dependOnClassesThat(
                                named(
                                        "reach into memory",
                                        name ->
                                                name.equals("sun.misc.Unsafe")
                                                        || name.startsWith("jdk.internal.")
                                                        || name.startsWith("org.agrona.Unsafe")
                                                        || name.matches(
                                                                "(java\\.lang|jdk\\.incubator)"
                                                                        + "\\.foreign\\..*"))));
        rules.put(
                "names say what a class is",
                noClasses().should().haveNameMatching(".*(Impl|Managers?|Helpers?|Utils?)"));
        return rules;
    }

    /** The packages of a source folder that have classes and no {@code package-info.java}. */
    static List<Path> packagesWithoutInfo(Path sources) throws IOException {
        try (Stream<Path> files = Files.walk(sources)) {
            return files.filter(file -> file.toString().endsWith(".java"))
                    .map(Path::getParent)
                    .distinct()
                    .filter(folder -> !Files.exists(folder.resolve("package-info.java")))
                    .sorted()
                    .toList();
        }
    }

    private static boolean readsClock(JavaAccess<?> access) {
        String owner = access.getTargetOwner().getName();
        String method = access.getTarget().getName();
        List<JavaClass> parameters = parametersOf(access);
        return CLOCK_CALLS.contains(owner + "." + method)
                // now(Clock) is handed its clock; now() and now(ZoneId) read the system's.
                || (CLOCK_CLASSES.contains(owner)
                        && method.equals("now")
                        && parameters.stream().noneMatch(p -> p.isEquivalentTo(Clock.class)))
                || (owner.equals("java.time.Clock")
                        && method.matches("system.*|tick(Millis|Seconds|Minutes)"))
                || (owner.equals("java.util.Date")
                        && method.equals("<init>")
                        && parameters.isEmpty());
    }

    /** A trace that a user asked for goes to the writer that was given for it. */
    private static boolean writesToGivenWriter(JavaAccess<?> access) {
        return parametersOf(access).stream().anyMatch(p -> p.isEquivalentTo(PrintWriter.class));
    }

    private static List<JavaClass> parametersOf(JavaAccess<?> access) {
        return access.getTarget() instanceof CodeUnitAccessTarget target
                ? target.getRawParameterTypes()
                : List.of();
    }

    private static String nameOf(JavaAccess<?> access) {
        return access.getTargetOwner().getName() + "." + access.getTarget().getName();
    }

    private static DescribedPredicate<JavaAccess<?>> access(
            String what, Predicate<JavaAccess<?>> test) {
        return describe(what, test);
    }

    private static DescribedPredicate<JavaClass> named(String what, Predicate<String> test) {
        return describe(what, type -> test.test(type.getBaseComponentType().getName()));
    }
}
