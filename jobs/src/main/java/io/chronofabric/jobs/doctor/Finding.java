package io.chronofabric.jobs.doctor;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

/**
 * What a check says.
 *
 * @param standing how it stands
 * @param code of the check, such as {@code DOC101}; stable
 * @param subject what was looked at
 * @param found what is there
 * @param needed what is needed, and why; empty where all is fine
 * @param fix how to mend it; empty where all is fine
 */
public record Finding(
        Standing standing, String code, String subject, String found, String needed, String fix) {
    /** Checks that nothing is missing. */
    public Finding {
        Objects.requireNonNull(standing, "standing");
        Objects.requireNonNull(code, "code");
        Objects.requireNonNull(subject, "subject");
        Objects.requireNonNull(found, "found");
        Objects.requireNonNull(needed, "needed");
        Objects.requireNonNull(fix, "fix");
    }

    static Finding fine(String code, String subject, String found) {
        return new Finding(Standing.FINE, code, subject, found, "", "");
    }

    static Finding problem(String code, String subject, String found, String needed, String fix) {
        return new Finding(Standing.PROBLEM, code, subject, found, needed, fix);
    }

    static Finding warning(String code, String subject, String found, String needed, String fix) {
        return new Finding(Standing.WARNING, code, subject, found, needed, fix);
    }

    /** Says why something could not be looked at, and what to do so that it can. */
    static Finding notChecked(String code, String subject, String why, String fix) {
        return new Finding(Standing.NOT_CHECKED, code, subject, why, "", fix);
    }

    /** As a row of what the command prints. */
    public Map<String, Object> row() {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("standing", standing.word());
        row.put("code", code);
        row.put("subject", subject);
        row.put("found", found);
        row.put("needed", needed);
        row.put("fix", fix);
        return row;
    }
}
