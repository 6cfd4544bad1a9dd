package io.chronofabric.it.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.chronofabric.it.kafka.EmbeddedKafka.Stamps;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.core.Appender;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.LoggerConfig;
import org.apache.logging.log4j.core.config.Property;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Brokers that want a password, which only a file has. */
class SecretsIT {
    private static final List<String> LOGGERS =
            List.of(
                    "org.apache.flink",
                    "org.apache.kafka.clients",
                    "org.apache.kafka.common.config",
                    "org.apache.kafka.common.security",
                    "io.chronofabric");

    private static final String SECRET = "correct-horse-battery";

    @RegisterExtension
    static final EmbeddedKafka KAFKA = EmbeddedKafka.broker().withSaslPlain("flink", SECRET);

    @RegisterExtension static final FlinkInside FLINK = FlinkInside.with(1, 2);

    @TempDir Path folder;

    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final List<LoggerConfig> watched = new ArrayList<>();
    private Appender ears;

    @BeforeEach
    void listen() {
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        ears =
                new AbstractAppender("ears", null, null, true, Property.EMPTY_ARRAY) {
                    @Override
                    public void append(LogEvent event) {
                        log.add(event.getMessage().getFormattedMessage() + " " + event.getThrown());
                    }
                };
        ears.start();
        // What a user sees at INFO, from all who know the clients' settings; the broker's own
        // settings hold the password, so its loggers are left alone.
        for (String name : LOGGERS) {
            LoggerConfig logger = new LoggerConfig(name, Level.INFO, false);
            logger.addAppender(ears, Level.INFO, null);
            LoggerConfig before = context.getConfiguration().getLoggers().get(name);
            if (before != null) {
                watched.add(before);
            }
            context.getConfiguration().addLogger(name, logger);
        }
        context.updateLoggers();
    }

    @AfterEach
    void stopListening() {
        LoggerContext context = (LoggerContext) LogManager.getContext(false);
        for (String name : LOGGERS) {
            context.getConfiguration().removeLogger(name);
        }
        watched.forEach(logger -> context.getConfiguration().addLogger(logger.getName(), logger));
        context.updateLoggers();
    }

    @ParameterizedTest
    @EnumSource(Place.class)
    void aPasswordInAFileOpensTheDoorAndIsSeenNowhere(Place place) throws Exception {
        Lane lane = new Lane(KAFKA, "secret-" + place);
        Workload load = Workload.seeded(Seeds.next()).partitions(1).seconds(5).make();
        KAFKA.createTopic(lane.signals(), 1, Stamps.LOG_APPEND_TIME);
        KAFKA.produce(load.records(lane.signals()));
        KAFKA.produce(load.ticks(lane.signals()));

        FlinkInside.Running job =
                FLINK.submit(
                        overSasl(lane, place.reference(folder, SECRET))
                                .neverRestarted()
                                .set("kafka.verdicts.delivery", "exactly-once")
                                .set("checkpoint.interval", "300ms"));
        await().atMost(FlinkInside.PATIENCE)
                .untilAsserted(
                        () -> {
                            assertThat(job.failures()).isEmpty();
                            assertThat(lane.committed().lastWords()).isEqualTo(load.answers());
                        });

        String base = "/jobs/" + job.id();
        for (String page :
                List.of(
                        base,
                        base + "/config",
                        base + "/plan",
                        base + "/exceptions",
                        base + "/checkpoints/config",
                        "/jobmanager/config",
                        "/jobmanager/environment",
                        "/taskmanagers")) {
            assertThat(FLINK.rest(page)).as(page).isNotEmpty().doesNotContain(SECRET);
        }
        job.cancel();
        assertThat(log).isNotEmpty().noneMatch(line -> line.contains(SECRET));
        assertThat(log).as("the clients told their settings").anyMatch(l -> l.contains("sasl."));
    }

    @Test
    void aWrongPasswordIsToldWithoutShowingIt() throws IOException {
        Lane lane = new Lane(KAFKA, "wrong-secret");
        String wrong = "wrong-horse-battery";
        Throwable refused = null;
        try {
            overSasl(lane, Place.FOLDER.reference(folder, wrong)).remarks();
        } catch (RuntimeException e) {
            refused = e;
        }
        assertThat(refused)
                .hasMessageContaining("KAFKA_UNAVAILABLE")
                .hasMessageContaining("Authentication failed")
                .hasMessageContaining("kafka.properties")
                .hasStackTraceContaining("SaslAuthenticationException");
        for (Throwable e = refused; e != null; e = e.getCause()) {
            assertThat(e.toString()).doesNotContain(wrong);
        }
        assertThat(log).noneMatch(line -> line.contains(wrong));
    }

    private FlinkInside.Spec overSasl(Lane lane, String jaas) {
        return lane.job(folder)
                .set("kafka.bootstrap", KAFKA.saslBootstrap())
                .set("kafka.properties.security.protocol", "SASL_PLAINTEXT")
                .set("kafka.properties.sasl.mechanism", "PLAIN")
                .set("kafka.properties.sasl.jaas.config", jaas);
    }

    /** Where the password is. */
    private enum Place {
        /** In a file that holds the whole value. */
        FOLDER {
            @Override
            String reference(Path folder, String password) throws IOException {
                Files.writeString(folder.resolve("jaas"), jaas(password));
                return "${dir:" + folder + ":jaas}";
            }
        },
        /** In a file of properties, named in the midst of the value. */
        PROPERTIES {
            @Override
            String reference(Path folder, String password) throws IOException {
                Path file = folder.resolve("kafka.properties");
                Files.writeString(file, "user=flink\npassword=" + password + "\n");
                return jaas("${file:" + file + ":password}");
            }
        };

        /** Writes it there and gives what stands for it in the settings. */
        abstract String reference(Path folder, String password) throws IOException;

        private static String jaas(String password) {
            return "org.apache.kafka.common.security.plain.PlainLoginModule required"
                    + " username=\"flink\" password=\""
                    + password
                    + "\";";
        }
    }
}
