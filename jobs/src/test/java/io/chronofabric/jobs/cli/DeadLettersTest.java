package io.chronofabric.jobs.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DeadLettersTest {
    @ParameterizedTest
    @ValueSource(strings = {"list", "list --summary", "show in/0/1", "replay", "replay --dry-run"})
    void aBrokerThatIsDownIsToldInOneSentenceWithCode1(String command) {
        Ran ran =
                Ran.command(
                        ("dead-letters "
                                        + command
                                        + " --bootstrap localhost:1"
                                        + " -D kafka.properties.request.timeout.ms=300"
                                        + " -D kafka.properties.default.api.timeout.ms=600")
                                .split(" "));

        assertThat(ran.code()).isEqualTo(1);
        assertThat(ran.err())
                .startsWith("chronofabric: KAFKA_UNAVAILABLE: brokers at localhost:1: ")
                .contains("Check --bootstrap")
                .hasLineCount(2);
    }

    @Test
    void settingsThatAreWrongOrMissingAreToldTogetherWithCode2() {
        Ran ran =
                Ran.command(
                        "dead-letters",
                        "list",
                        "-D",
                        "kafka.properties.group.id=mine",
                        "-D",
                        "kafka.dead-leters.topic=x");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err())
                .hasLineCount(3)
                .contains("kafka.bootstrap", "add --bootstrap HOST:PORT")
                .contains("kafka.group")
                .contains("did you mean kafka.dead-letters.topic?");
    }

    @Test
    void brokersThatCannotBeAnAddressAreASetting() {
        Ran ran = Ran.command("dead-letters", "list", "--bootstrap", "nowhere");

        assertThat(ran.code()).isEqualTo(2);
        assertThat(ran.err()).hasLineCount(1).contains("CONFIGURATION_INVALID", "nowhere");
    }
}
