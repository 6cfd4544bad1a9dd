package io.chronofabric.jobs.doctor;

import java.util.List;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/** The packages of the JDK that Flink and Agrona reach into. */
final class OpenedPackages {
    /** Flink's list, and for Agrona {@code jdk.internal.misc}. */
    static final List<String> NEEDED =
            List.of(
                    "java.lang",
                    "java.lang.reflect",
                    "java.net",
                    "java.io",
                    "java.nio",
                    "sun.nio.ch",
                    "java.text",
                    "java.time",
                    "java.util",
                    "java.util.concurrent",
                    "java.util.concurrent.atomic",
                    "java.util.concurrent.locks",
                    "jdk.internal.misc");

    private OpenedPackages() {}

    /** This process's. */
    static Check ofThisProcess() {
        Module base = Object.class.getModule();
        Module ours = OpenedPackages.class.getModule();
        return new OfProcess(name -> base.isOpen(name, ours));
    }

    /** Whether flags of the JVM open a package. */
    static boolean opens(String flags, String name) {
        return Pattern.compile(
                        "--add-opens[= ]java\\.base/" + Pattern.quote(name) + "=\\S*ALL-UNNAMED")
                .matcher(flags)
                .find();
    }

    static String flag(String name) {
        return "--add-opens=java.base/" + name + "=ALL-UNNAMED";
    }

    /**
     * Those of a process.
     *
     * @param open whether a package of {@code java.base} is open to us
     */
    record OfProcess(Predicate<String> open) implements Check {
        @Override
        public String code() {
            return "DOC102";
        }

        @Override
        public String subject() {
            return "opened packages";
        }

        @Override
        public List<Finding> look() {
            List<String> closed = NEEDED.stream().filter(open.negate()).toList();
            if (closed.isEmpty()) {
                return List.of(
                        Finding.fine(code(), subject(), "all " + NEEDED.size() + " that it takes"));
            }
            return List.of(
                    Finding.problem(
                            code(),
                            subject(),
                            "closed in this process: " + String.join(", ", closed),
                            "Flink and the bus reach into them; without java.util no job can be"
                                    + " submitted, without jdk.internal.misc no bus opens",
                            "Start it by bin/chronofabric, or add "
                                    + flag(closed.get(0))
                                    + (closed.size() > 1 ? " and the like for the others." : ".")));
        }
    }
}
