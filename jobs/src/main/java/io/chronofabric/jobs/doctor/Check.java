package io.chronofabric.jobs.doctor;

import java.util.List;

/** Something that can be looked at without changing it. Used by one thread. */
public interface Check {
    /** The code of what it finds; stable. */
    String code();

    /** What it looks at, in a few words. */
    String subject();

    /**
     * Looks.
     *
     * @return at least one finding
     * @throws Exception if it cannot look; that is no finding of a fault
     */
    List<Finding> look() throws Exception;
}
