package io.chronofabric.jobs.doctor;

import java.util.Locale;

/** How it stands with what was checked, worst first. */
public enum Standing {
    /** The job will not start, will fail, or will answer wrongly or late. */
    PROBLEM,
    /** It works, and will not for long or not as well as it could. */
    WARNING,
    /** Nobody knows. */
    NOT_CHECKED,
    /** As it should be. */
    FINE;

    /** The word for people and in JSON. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
}
