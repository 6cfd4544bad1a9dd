package io.chronofabric.it.container;

/** What happens to a running job, told for people. */
enum Fault {
    TASK_MANAGER_KILLED("TaskManager killed"),
    JOB_MANAGER_KILLED("JobManager killed, started again"),
    BROKER_KILLED("broker killed, started again"),
    NETWORK_CUT("TaskManager cut off, later put back"),
    PRODUCER_RETRIES("broker stalled, producer sends again");

    private final String text;

    Fault(String text) {
        this.text = text;
    }

    @Override
    public String toString() {
        return text;
    }
}
