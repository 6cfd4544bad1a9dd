package io.chronofabric.it.container;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.model.ContainerNetwork;
import io.chronofabric.it.kafka.KafkaClients;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.admin.Admin;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;
import org.testcontainers.containers.wait.strategy.Wait;
import org.testcontainers.lifecycle.Startable;
import org.testcontainers.utility.DockerImageName;

/**
 * One Kafka broker, its own controller, in a container that a test can break. Its records and both
 * its addresses outlive that. Not for use by several threads, but for {@link #clients()}.
 */
final class KafkaBroker implements Startable {
    private static final String ALIAS = "kafka";
    private static final int INSIDE = 19092;
    private static final int OUTSIDE = 9092;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    private final Network network;
    private final Map<String, String> settings = new TreeMap<>();
    private int port;
    private GenericContainer<?> container;
    private BreakableContainer broken;
    private KafkaClients clients;

    /**
     * @param network where the broker is {@value #ALIAS}; its owner closes it
     */
    KafkaBroker(Network network) {
        this.network = network;
        with("process.roles", "broker,controller");
        with("node.id", "1");
        with("controller.quorum.voters", "1@localhost:9093");
        with("controller.listener.names", "CONTROLLER");
        with("inter.broker.listener.name", "INSIDE");
        with("listeners", "INSIDE://:" + INSIDE + ",OUTSIDE://:" + OUTSIDE + ",CONTROLLER://:9093");
        with(
                "listener.security.protocol.map",
                "INSIDE:PLAINTEXT,OUTSIDE:PLAINTEXT,CONTROLLER:PLAINTEXT");
        with("log.dirs", "/var/lib/kafka/data");
        with("offsets.topic.replication.factor", "1");
        with("offsets.topic.num.partitions", "4");
        with("transaction.state.log.replication.factor", "1");
        with("transaction.state.log.min.isr", "1");
        with("transaction.state.log.num.partitions", "4");
        with("group.initial.rebalance.delay.ms", "0");
        // A broker that was killed is let in again when its session has ended: 9 s by default.
        with("broker.session.timeout.ms", "3000");
        with("broker.heartbeat.interval.ms", "500");
    }

    /** With a broker setting; before it starts. */
    KafkaBroker with(String setting, String value) {
        settings.put(setting, value);
        return this;
    }

    @Override
    public void start() {
        port = FreePort.next();
        container =
                new GenericContainer<>(
                                DockerImageName.parse(
                                        System.getProperty("kafka.image", "apache/kafka:4.2.1")))
                        .withNetwork(network)
                        .withNetworkAliases(ALIAS)
                        .withStartupTimeout(PATIENCE)
                        .waitingFor(Wait.forLogMessage(".*from RECOVERY to RUNNING.*", 1));
        with("advertised.listeners", "INSIDE://" + insideAddress() + ",OUTSIDE://" + address());
        settings.forEach((setting, value) -> container.withEnv(variable(setting), value));
        container.withEnv("KAFKA_HEAP_OPTS", "-Xmx512m");
        container.setPortBindings(List.of(port + ":" + OUTSIDE));
        container.start();
        broken = new BreakableContainer(container, network, ALIAS);
        clients = new KafkaClients(address());
        awaitAnswer();
    }

    /** The image's names: a dot is an underscore, an underscore is two, a hyphen three. */
    private static String variable(String setting) {
        return "KAFKA_"
                + setting.replace("_", "__").replace("-", "___").replace('.', '_').toUpperCase();
    }

    @Override
    public void stop() {
        if (clients != null) {
            clients.close();
        }
        if (container != null) {
            container.stop();
        }
    }

    /** Makes the started broker known by its name in one more network, whose owner closes it. */
    void join(Network other) {
        DockerClientFactory.instance()
                .client()
                .connectToNetworkCmd()
                .withNetworkId(other.getId())
                .withContainerId(container.getContainerId())
                .withContainerNetwork(new ContainerNetwork().withAliases(ALIAS))
                .exec();
    }

    /** Leaves a network that it has joined. */
    void leave(Network other) {
        DockerClientFactory.instance()
                .client()
                .disconnectFromNetworkCmd()
                .withNetworkId(other.getId())
                .withContainerId(container.getContainerId())
                .exec();
    }

    /** {@code host:port} for this host; the same after a restart. */
    String address() {
        String host = container.getHost();
        // Docker may publish a port on one family of addresses only.
        return (host.equals("localhost") ? "127.0.0.1" : host) + ':' + port;
    }

    /** {@code host:port} for containers in the network. */
    String insideAddress() {
        return ALIAS + ':' + INSIDE;
    }

    /** Clients on this host. They go on after the broker was broken and mended. */
    KafkaClients clients() {
        return clients;
    }

    /** Ends the broker as {@code kill -9} does. */
    void kill() {
        broken.kill();
    }

    /** Lets the broker shut down in order. */
    void shutDown() {
        broken.stop();
    }

    /** Starts the broker again and waits until it answers. */
    void startAgain() {
        broken.start();
        awaitAnswer();
    }

    /** Halts the broker; it takes connections and says nothing. */
    void pause() {
        broken.pause();
    }

    /** Lets a paused broker go on, and waits until it answers. */
    void resume() {
        broken.resume();
        awaitAnswer();
    }

    /** Takes the broker out of reach of the network and of this host. */
    void disconnect() {
        broken.disconnect();
    }

    /** Puts the broker back into the network, and waits until it answers. */
    void reconnect() {
        broken.reconnect();
        awaitAnswer();
    }

    private void awaitAnswer() {
        await("the broker answers at " + address())
                .atMost(PATIENCE)
                .ignoreExceptions()
                .until(
                        () -> {
                            // A client of its own: one that met the dead broker waits longer.
                            try (Admin admin =
                                    Admin.create(Map.of("bootstrap.servers", address()))) {
                                return admin.describeCluster()
                                                .nodes()
                                                .get(5, TimeUnit.SECONDS)
                                                .size()
                                        == 1;
                            }
                        });
    }
}
