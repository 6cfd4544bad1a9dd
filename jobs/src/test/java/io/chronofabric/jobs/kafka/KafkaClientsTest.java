package io.chronofabric.jobs.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.core.Problem;
import io.chronofabric.jobs.config.SettingsLoader;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class KafkaClientsTest {
    @Test
    void eachKindOfClientGetsWhatItKnowsAndWhatNoneKnows() {
        KafkaClients clients =
                clients(
                        "kafka.properties.linger.ms=3",
                        "kafka.properties.fetch.max.wait.ms=7",
                        "kafka.properties.security.protocol=SASL_SSL",
                        "kafka.properties.my.interceptor.thing=x");
        assertThat(clients.producer())
                .containsEntry("linger.ms", "3")
                .containsEntry("security.protocol", "SASL_SSL")
                .containsEntry("my.interceptor.thing", "x")
                .doesNotContainKey("fetch.max.wait.ms");
        assertThat(clients.consumer())
                .containsEntry("fetch.max.wait.ms", "7")
                .containsEntry("isolation.level", "read_committed")
                .doesNotContainKey("linger.ms");
        assertThat(clients.admin()).containsEntry("bootstrap.servers", "b:9092");
    }

    @Test
    void aNamedSecretStaysANameUntilAClientIsMade() {
        String reference = "${env:KAFKA_PASSWORD}";
        assertThat(clients("kafka.properties.ssl.key.password=" + reference).consumer())
                .containsEntry("ssl.key.password", reference)
                .containsEntry(
                        "config.providers.env.class",
                        "org.apache.kafka.common.config.provider.EnvVarConfigProvider");
    }

    @Test
    void whatIsWrongIsToldWithoutShowingTheValue() {
        List<Problem> problems =
                KafkaClients.check(
                        Map.of(
                                "group.id", "mine",
                                "acks", "0",
                                "securty.protocol", "SSL",
                                "ssl.key.password", "hunter2"));
        assertThat(problems)
                .extracting(Problem::code)
                .containsExactlyInAnyOrder("CFG021", "CFG022", "CFG023", "CFG024");
        assertThat(problems).filteredOn(Problem::isError).hasSize(2);
        assertThat(problems.toString())
                .contains("did you mean security.protocol?")
                .doesNotContain("hunter2");
        assertThat(KafkaClients.check(Map.of("ssl.key.password", "${dir:/run/secrets:key}")))
                .isEmpty();
    }

    @Test
    void propertiesComeFromTheEnvironmentToo() {
        SettingsLoader loader = new SettingsLoader();
        loader.environment(
                Map.of(
                        "CHRONOFABRIC_KAFKA_BOOTSTRAP", "b:9092",
                        "CHRONOFABRIC_KAFKA_PROPERTIES_SECURITY_PROTOCOL", "SSL"));
        assertThat(KafkaClients.of(loader.settings()).admin())
                .containsEntry("security.protocol", "SSL");
    }

    private static KafkaClients clients(String... properties) {
        List<String> definitions = new java.util.ArrayList<>(List.of(properties));
        definitions.add("kafka.bootstrap=b:9092");
        return KafkaClients.of(SettingsLoader.load(Optional.empty(), Map.of(), definitions));
    }
}
