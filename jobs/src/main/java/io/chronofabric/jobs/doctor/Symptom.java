package io.chronofabric.jobs.doctor;

import java.util.List;

/** What can be wrong with a running job. Without state; thresholds are its constants. */
interface Symptom {
    /** At least one finding. */
    List<Finding> of(JobView job);
}
