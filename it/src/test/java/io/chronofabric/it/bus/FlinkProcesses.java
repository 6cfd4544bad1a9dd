package io.chronofabric.it.bus;

import java.io.IOException;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.flink.runtime.entrypoint.StandaloneSessionClusterEntrypoint;
import org.apache.flink.runtime.taskexecutor.TaskManagerRunner;

/** A real Flink cluster of two processes on this host: a JobManager and a TaskManager. */
final class FlinkProcesses implements AutoCloseable {
    private final int restPort;
    private final Spawned jobManager;
    private final Spawned taskManager;

    FlinkProcesses(Path folder) throws IOException {
        this.restPort = freePort();
        int rpcPort = freePort();
        Path conf = Files.createDirectories(folder.resolve("conf"));
        Files.writeString(
                conf.resolve("config.yaml"),
                String.join(
                        "\n",
                        "jobmanager.rpc.address: localhost",
                        "jobmanager.rpc.port: " + rpcPort,
                        "rest.address: localhost",
                        "rest.port: " + restPort,
                        "rest.bind-address: localhost",
                        "jobmanager.memory.heap.size: 256m",
                        "taskmanager.host: localhost",
                        "taskmanager.cpu.cores: 1",
                        "taskmanager.numberOfTaskSlots: 2",
                        "taskmanager.memory.framework.heap.size: 128m",
                        "taskmanager.memory.framework.off-heap.size: 64m",
                        "taskmanager.memory.task.heap.size: 128m",
                        "taskmanager.memory.task.off-heap.size: 0m",
                        "taskmanager.memory.managed.size: 32m",
                        "taskmanager.memory.network.min: 32m",
                        "taskmanager.memory.network.max: 32m",
                        "taskmanager.memory.jvm-metaspace.size: 128m",
                        "taskmanager.memory.jvm-overhead.min: 64m",
                        "taskmanager.memory.jvm-overhead.max: 64m",
                        "heartbeat.interval: 500",
                        "heartbeat.timeout: 5000",
                        "slot.request.timeout: 60000",
                        "io.tmp.dirs: " + folder.resolve("tmp"),
                        ""));
        List<String> arguments = List.of("--configDir", conf.toString());
        jobManager =
                new Spawned(
                        folder,
                        "jobmanager",
                        List.of("-Xmx384m"),
                        StandaloneSessionClusterEntrypoint.class,
                        arguments);
        taskManager =
                new Spawned(
                        folder,
                        "taskmanager",
                        List.of("-Xmx256m"),
                        TaskManagerRunner.class,
                        arguments);
    }

    FlinkProcesses start() throws IOException {
        jobManager.start();
        taskManager.start();
        return this;
    }

    int restPort() {
        return restPort;
    }

    Spawned jobManager() {
        return jobManager;
    }

    Spawned taskManager() {
        return taskManager;
    }

    @Override
    public void close() {
        taskManager.close();
        jobManager.close();
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0)) {
            return socket.getLocalPort();
        }
    }
}
