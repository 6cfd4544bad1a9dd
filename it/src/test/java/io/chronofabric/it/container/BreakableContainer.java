package io.chronofabric.it.container;

import static org.awaitility.Awaitility.await;

import com.github.dockerjava.api.DockerClient;
import com.github.dockerjava.api.exception.InternalServerErrorException;
import com.github.dockerjava.api.model.ContainerNetwork;
import java.time.Duration;
import org.testcontainers.DockerClientFactory;
import org.testcontainers.containers.GenericContainer;
import org.testcontainers.containers.Network;

/**
 * A started container that a test breaks and mends. It is the same container afterwards: its files
 * are still there, and so are its ports where they were fixed. Waiting until what runs in it
 * answers again is up to its owner.
 */
final class BreakableContainer {
    private final DockerClient docker = DockerClientFactory.instance().client();
    private final GenericContainer<?> container;
    private final Network network;
    private final String alias;

    /**
     * @param alias the name by which the others in the network know the container
     */
    BreakableContainer(GenericContainer<?> container, Network network, String alias) {
        this.container = container;
        this.network = network;
        this.alias = alias;
    }

    /** Ends its processes as {@code kill -9} does. */
    void kill() {
        docker.killContainerCmd(id()).withSignal("KILL").exec();
        awaitEnd();
    }

    /** Asks its process to end, and waits until it has. */
    void stop() {
        docker.stopContainerCmd(id()).withTimeout(60).exec();
    }

    /** Starts it again after {@link #kill()} or {@link #stop()}. */
    void start() {
        docker.startContainerCmd(id()).exec();
    }

    /**
     * Halts its processes where they are; its connections stay open. The kernel cannot freeze a
     * process that waits for the disk just then, and Docker gives up within a second: it is asked
     * again.
     */
    void pause() {
        await("Docker to pause " + alias)
                .atMost(Duration.ofMinutes(1))
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofSeconds(1))
                .ignoreException(InternalServerErrorException.class)
                .until(
                        () -> {
                            docker.pauseContainerCmd(id()).exec();
                            return true;
                        });
    }

    /** Lets its processes go on after {@link #pause()}. */
    void resume() {
        docker.unpauseContainerCmd(id()).exec();
    }

    /** Takes it out of its network; its fixed ports on the host are out of reach as well. */
    void disconnect() {
        docker.disconnectFromNetworkCmd()
                .withNetworkId(network.getId())
                .withContainerId(id())
                .exec();
    }

    /** Puts it back into its network after {@link #disconnect()}, under the name it had. */
    void reconnect() {
        docker.connectToNetworkCmd()
                .withNetworkId(network.getId())
                .withContainerId(id())
                .withContainerNetwork(new ContainerNetwork().withAliases(alias))
                .exec();
    }

    private void awaitEnd() {
        docker.waitContainerCmd(id()).start().awaitStatusCode();
    }

    private String id() {
        return container.getContainerId();
    }
}
