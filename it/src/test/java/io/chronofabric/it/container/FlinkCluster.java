package io.chronofabric.it.container;

import com.fasterxml.jackson.databind.JsonNode;
import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.model.Bind;
import com.github.dockerjava.api.model.RestartPolicy;
import com.github.dockerjava.api.model.Volume;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.Container.ExecResult;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.images.builder.Transferable;
import org.testcontainers.lifecycle.Startable;
import org.testcontainers.lifecycle.Startables;

/**
 * A cluster of the job image: one JobManager and, unless asked for more, one TaskManager with two
 * slots, which a test can break. All share a volume for checkpoints. As a session it waits for
 * {@link #run}; given a job it is that job's own cluster. Not for use by several threads.
 */
final class FlinkCluster implements Startable {
    /** Where the processes share a volume. */
    static final String STATE = "/var/lib/chronofabric";

    /** Where the image has the job jar. */
    private static final String JOB_JAR = "/opt/flink/usrlib/chronofabric-job.jar";

    private static final String JOB_CLASS = "io.chronofabric.jobs.GovernanceMain";
    private static final String JOB_MANAGER = "jobmanager";
    private static final int REST = 8081;
    private static final int METRICS = 9249;
    private static final Duration PATIENCE = Duration.ofMinutes(2);
    private static final Pattern SUBMITTED = Pattern.compile("JobID ([0-9a-f]{32})");

    private final Map<String, String> files = new TreeMap<>();
    private final Map<String, String> flink = new TreeMap<>();
    private final Map<String, String> variables = new TreeMap<>();
    private final List<GenericContainer<?>> taskManagers = new ArrayList<>();
    private final List<FlinkRest> metrics = new ArrayList<>();
    private Map<String, String> job;
    private String prefix = "";
    private boolean restarted;
    private int taskManagerCount = 1;
    private int slots = 2;
    private Network network;
    private boolean ownNetwork;
    private String volume;
    private GenericContainer<?> jobManager;
    private FlinkRest rest;

    /** Puts a text file into every container. */
    FlinkCluster withFile(String path, String content) {
        files.put(path, content);
        return this;
    }

    /** With a setting of Flink's, over those of the image. */
    FlinkCluster withFlink(String key, String value) {
        flink.put(key, value);
        return this;
    }

    /** With a variable in the environment of every process. */
    FlinkCluster withVariable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    /** With more than one TaskManager, or other than two slots in each. */
    FlinkCluster withTaskManagers(int count, int slotsOfEach) {
        taskManagerCount = count;
        slots = slotsOfEach;
        return this;
    }

    /** With names of its own for its processes, beside another cluster in the same network. */
    FlinkCluster withName(String name) {
        prefix = name + '-';
        return this;
    }

    /** As {@code docker/compose.yaml} has it: a process that ends by itself is started again. */
    FlinkCluster withRestarts() {
        restarted = true;
        return this;
    }

    /** In a network of the caller's, who closes it. */
    FlinkCluster withNetwork(Network shared) {
        network = shared;
        return this;
    }

    /**
     * As the cluster of one job (application mode), which starts with the JobManager and again with
     * every restart of it.
     *
     * @param settings settings of the job, by their dotted keys
     */
    FlinkCluster withJob(Map<String, String> settings) {
        job = new TreeMap<>(settings);
        return this;
    }

    @Override
    public void start() {
        DockerClient docker = DockerClientFactory.instance().client();
        if (network == null) {
            network = Network.newNetwork();
            ownNetwork = true;
        }
        volume = docker.createVolumeCmd().exec().getName();
        jobManager = jobManager();
        for (int i = 0; i < taskManagerCount; i++) {
            taskManagers.add(taskManager(i));
        }
        Startables.deepStart(jobManager).join();
        Startables.deepStart(taskManagers).join();
        if (job == null) {
            rest.awaitSlots(taskManagerCount * slots);
        }
    }

    private GenericContainer<?> jobManager() {
        int port = FreePort.next();
        GenericContainer<?> container =
                container(jobManagerName())
                        .withCommand(JOB_MANAGER)
                        .waitingFor(Wait.forLogMessage(".*Rest endpoint listening at.*", 1));
        container.setPortBindings(List.of(port + ":" + REST));
        if (job != null) {
            container.withCommand("standalone-job", "--job-classname", JOB_CLASS);
            job.forEach((key, value) -> container.withEnv(variable(key), value));
        }
        rest = new FlinkRest("http://" + container.getHost() + ':' + port);
        return container;
    }

    private GenericContainer<?> taskManager(int index) {
        int port = FreePort.next();
        GenericContainer<?> container = container(taskManagerName(index));
        // By name: cut off and put back, it has another address.
        container.withCommand("taskmanager", "-D", "taskmanager.host=" + taskManagerName(index));
        container.setPortBindings(List.of(port + ":" + METRICS));
        metrics.add(new FlinkRest("http://" + container.getHost() + ':' + port));
        return container;
    }

    private GenericContainer<?> container(String alias) {
        Map<String, String> settings = new TreeMap<>();
        settings.put("jobmanager.rpc.address", jobManagerName());
        settings.put("taskmanager.numberOfTaskSlots", Integer.toString(slots));
        settings.put("execution.checkpointing.interval", "1s");
        settings.put("execution.checkpointing.dir", "file://" + STATE + "/checkpoints");
        // By default a lost process is missed after 50 s.
        settings.put("heartbeat.interval", "1s");
        settings.put("heartbeat.timeout", "10s");
        settings.putAll(flink);
        String properties =
                settings.entrySet().stream()
                        .map(setting -> setting.getKey() + ": " + setting.getValue())
                        .collect(Collectors.joining("\n"));
        GenericContainer<?> container =
                new GenericContainer<>(JobImage.image())
                        .withNetwork(network)
                        .withNetworkAliases(alias)
                        .withEnv(variables)
                        .withEnv("FLINK_PROPERTIES", properties)
                        .withStartupTimeout(PATIENCE);
        // Not as Testcontainers' own bind: for that it would pull an image to check the engine
        // with.
        container.withCreateContainerCmdModifier(
                command ->
                        command.getHostConfig()
                                .withBinds(new Bind(volume, new Volume(STATE)))
                                .withRestartPolicy(
                                        restarted
                                                ? RestartPolicy.unlessStoppedRestart()
                                                : RestartPolicy.noRestart()));
        files.forEach(
                (path, content) -> container.withCopyToContainer(Transferable.of(content), path));
        return container;
    }

    /** The job's own rule: the key in capitals, dots and hyphens as underscores. */
    private static String variable(String key) {
        return "CHRONOFABRIC_" + key.replace('.', '_').replace('-', '_').toUpperCase();
    }

    private String jobManagerName() {
        return prefix + JOB_MANAGER;
    }

    private String taskManagerName(int index) {
        return prefix + "taskmanager-" + index;
    }

    @Override
    public void stop() {
        taskManagers.forEach(GenericContainer::stop);
        if (jobManager != null) {
            jobManager.stop();
        }
        if (volume != null) {
            DockerClientFactory.instance().client().removeVolumeCmd(volume).exec();
        }
        if (ownNetwork) {
            network.close();
        }
    }

    /** The JobManager's REST API; its address stays when the JobManager is started again. */
    FlinkRest rest() {
        return rest;
    }

    /** The JobManager, to be broken. */
    BreakableContainer breakJobManager() {
        return new BreakableContainer(jobManager, network, jobManagerName());
    }

    /** A TaskManager, counted from 0, to be broken. */
    BreakableContainer breakTaskManager(int index) {
        return new BreakableContainer(taskManagers.get(index), network, taskManagerName(index));
    }

    /** The TaskManagers, counted from 0, that have a task now as far as the JobManager knows. */
    List<Integer> busyTaskManagers() throws IOException, InterruptedException {
        List<Integer> busy = new ArrayList<>();
        for (JsonNode known : json("/taskmanagers").path("taskmanagers")) {
            for (int index = 0; index < taskManagerCount; index++) {
                boolean tasks = known.path("freeSlots").asInt() < known.path("slotsNumber").asInt();
                if (tasks && known.path("path").asText().contains(taskManagerName(index) + ':')) {
                    busy.add(index);
                }
            }
        }
        return busy;
    }

    /** What all its processes have logged, by their names. */
    Map<String, String> logs() {
        Map<String, String> logs = new TreeMap<>();
        logs.put(jobManagerName(), jobManager.getLogs());
        for (int index = 0; index < taskManagers.size(); index++) {
            logs.put(taskManagerName(index), taskManagers.get(index).getLogs());
        }
        return logs;
    }

    /** What the JobManager's container has logged since it was made. */
    String jobManagerLog() {
        return jobManager.getLogs();
    }

    /** {@code flink run} inside the JobManager's container; gives the job's id. */
    String run(int parallelism, List<String> arguments) throws IOException, InterruptedException {
        return submitted(tryToRun(parallelism, arguments));
    }

    /** {@code flink run} from a savepoint. */
    String runFrom(String savepoint, int parallelism, List<String> arguments)
            throws IOException, InterruptedException {
        return submitted(flinkRun(parallelism, List.of("-s", savepoint), arguments));
    }

    private static String submitted(ExecResult result) {
        Matcher submitted = SUBMITTED.matcher(result.getStdout());
        if (result.getExitCode() != 0 || !submitted.find()) {
            throw new AssertionError(
                    "flink run: exit "
                            + result.getExitCode()
                            + " (expected: 0 and a JobID)\n"
                            + result.getStdout()
                            + result.getStderr());
        }
        return submitted.group(1);
    }

    /** What {@code flink run} says and how it ends. */
    ExecResult tryToRun(int parallelism, List<String> arguments)
            throws IOException, InterruptedException {
        return flinkRun(parallelism, List.of(), arguments);
    }

    private ExecResult flinkRun(int parallelism, List<String> options, List<String> arguments)
            throws IOException, InterruptedException {
        List<String> command = new ArrayList<>();
        command.addAll(List.of("flink", "run", "-d", "-p", Integer.toString(parallelism)));
        command.addAll(options);
        command.add(JOB_JAR);
        command.addAll(arguments);
        return jobManager.execInContainer(command.toArray(String[]::new));
    }

    /** Uploads a jar as the web UI does and runs it; gives the job's id. */
    String upload(Path jar, int parallelism, List<String> arguments)
            throws IOException, InterruptedException {
        return rest.upload(jar, parallelism, arguments);
    }

    /**
     * Waits till a job is in a state, and fails with the job's own reason if it can't be any more.
     */
    void awaitState(String id, String wanted) {
        rest.awaitState(id, wanted);
    }

    /** Cancels a job and waits till it is. */
    void cancel(String id) throws IOException, InterruptedException {
        rest.cancel(id);
    }

    /** A page of the web UI or of the REST API. */
    String get(String path) throws IOException, InterruptedException {
        return rest.get(path);
    }

    /** What the REST API answers. */
    JsonNode json(String path) throws IOException, InterruptedException {
        return rest.json(path);
    }

    /** One scrape of the first TaskManager, as Prometheus does it. */
    String scrape() throws IOException, InterruptedException {
        return scrape(0);
    }

    /** One scrape of a TaskManager, counted from 0. */
    String scrape(int taskManager) throws IOException, InterruptedException {
        return metrics.get(taskManager).get("/metrics");
    }

    /** The lines of all finished files under a folder of the TaskManagers. */
    List<String> lines(String folder) throws IOException, InterruptedException {
        List<String> lines = new ArrayList<>();
        for (GenericContainer<?> taskManager : taskManagers) {
            // A file still being written has a name that starts with a dot.
            ExecResult result =
                    taskManager.execInContainer(
                            "find", folder, "-type", "f", "-not", "-name", ".*", "-exec", "cat",
                            "{}", "+");
            if (result.getExitCode() != 0) {
                throw new AssertionError(folder + ": " + result.getStderr());
            }
            result.getStdout().lines().forEach(lines::add);
        }
        return lines;
    }
}
