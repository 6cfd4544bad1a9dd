package io.chronofabric.jobs.doctor;

import java.util.List;

/** The release of Java. */
record JavaVersion(int release, String version) implements Check {
    private static final int OLDEST = 17;

    static JavaVersion ofThisProcess() {
        return new JavaVersion(Runtime.version().feature(), System.getProperty("java.version"));
    }

    @Override
    public String code() {
        return "DOC101";
    }

    @Override
    public String subject() {
        return "Java";
    }

    @Override
    public List<Finding> look() {
        if (release < OLDEST) {
            return List.of(
                    Finding.problem(
                            code(),
                            subject(),
                            version,
                            "17 or later: the job is compiled for it",
                            "Install a JDK 17 or 21 and set JAVA_HOME."));
        }
        return List.of(Finding.fine(code(), subject(), version));
    }
}
