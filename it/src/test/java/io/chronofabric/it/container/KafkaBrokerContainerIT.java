package io.chronofabric.it.container;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.testcontainers.containers.Network;
import org.testcontainers.junit.jupiter.Container;
import org.testcontainers.junit.jupiter.Testcontainers;

/** The broker that other tests break: it can be broken, and is itself again afterwards. */
@ExtendWith(NeedsDocker.class)
@NeedsTool(HostTool.KCAT)
@Testcontainers
final class KafkaBrokerContainerIT {
    @Container private static final KafkaBroker BROKER = new KafkaBroker(Network.SHARED);

    @Test
    void recordsAndAddressOutliveAKilledBroker() throws Exception {
        String address = BROKER.address();
        BROKER.clients().createTopic("kept", 1, Map.of());
        produce("kept", "one", "two");

        BROKER.kill();
        assertThat(HostTool.KCAT.run(Map.of(), "", List.of("-L", "-b", address, "-m", "2")).exit())
                .isNotZero();
        BROKER.startAgain();

        assertThat(BROKER.address()).isEqualTo(address);
        produce("kept", "three");
        assertThat(consume("kept")).containsExactly("one", "two", "three");
    }

    @Test
    void clientsOfThisHostGoOnAfterABrokerWasPausedShutDownAndCutOff() throws Exception {
        BROKER.clients().createTopic("survivors", 1, Map.of());
        List<String> expected = new ArrayList<>();
        List<Runnable> faults =
                List.of(
                        () -> {
                            BROKER.pause();
                            BROKER.resume();
                        },
                        () -> {
                            BROKER.shutDown();
                            BROKER.startAgain();
                        },
                        () -> {
                            BROKER.disconnect();
                            BROKER.reconnect();
                        });
        for (Runnable fault : faults) {
            fault.run();
            String value = "after fault " + expected.size();
            BROKER.clients()
                    .produce(List.of(new ProducerRecord<>("survivors", value.getBytes(UTF_8))));
            expected.add(value);
        }
        assertThat(BROKER.clients().readCommitted("survivors"))
                .extracting(record -> new String(record.value(), UTF_8))
                .containsExactlyElementsOf(expected);
    }

    private static void produce(String topic, String... values) throws Exception {
        HostTool.KCAT
                .run(
                        Map.of(),
                        String.join("\n", values) + '\n',
                        List.of("-P", "-b", BROKER.address(), "-t", topic))
                .expectSuccess();
    }

    private static List<String> consume(String topic) throws Exception {
        return HostTool.KCAT
                .run(
                        Map.of(),
                        "",
                        List.of("-C", "-b", BROKER.address(), "-t", topic, "-o", "beginning", "-e"))
                .expectSuccess()
                .lines()
                .toList();
    }
}
