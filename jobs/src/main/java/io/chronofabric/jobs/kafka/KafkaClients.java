package io.chronofabric.jobs.kafka;

import io.chronofabric.core.DidYouMean;
import io.chronofabric.core.Problem;
import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Settings;
import java.io.Serializable;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;

/**
 * What the job's Kafka clients are told: the brokers, and the properties given as {@code
 * kafka.properties}. Each kind of client gets those that it knows, and those that none knows.
 *
 * <p>Secrets are named, not given: a value such as <code>${env:NAME}</code> stays as it is until
 * Kafka's own providers replace it in the process where a client is made, so that it is neither in
 * the job graph nor in a web page. Immutable.
 */
public final class KafkaClients implements Serializable {
    private static final long serialVersionUID = 1L;

    /** Kafka's own ways to look a value up, by the names that stand for them. */
    private static final Map<String, String> PROVIDERS =
            new TreeMap<>(
                    Map.of(
                            "env", "org.apache.kafka.common.config.provider.EnvVarConfigProvider",
                            "file", "org.apache.kafka.common.config.provider.FileConfigProvider",
                            "dir",
                                    "org.apache.kafka.common.config.provider.DirectoryConfigProvider"));

    private static final String CONFIG_PROVIDERS = AdminClientConfig.CONFIG_PROVIDERS_CONFIG;

    /** Properties that settings of ours stand for. */
    private static final Map<String, String> OURS =
            new TreeMap<>(
                    Map.of(
                            "bootstrap.servers", "kafka.bootstrap",
                            "group.id", "kafka.group",
                            "auto.offset.reset", "kafka.from",
                            "transactional.id", "kafka.transaction.id-prefix",
                            "transaction.timeout.ms", "kafka.transaction.timeout"));

    /** Properties that would break what the job promises. */
    private static final Set<String> FIXED =
            Set.of(
                    "key.deserializer",
                    "value.deserializer",
                    "key.serializer",
                    "value.serializer",
                    "enable.auto.commit",
                    "enable.idempotence",
                    "acks");

    private static final Pattern SECRET =
            Pattern.compile("(?i).*(password|secret|jaas|token|credential|keystore\\.key).*");
    private static final Pattern REFERENCE = Pattern.compile(".*\\$\\{[^}]+:[^}]+}.*");

    private final String bootstrap;

    @SuppressWarnings("serial") // made by Map.copyOf
    private final Map<String, String> given;

    private KafkaClients(String bootstrap, Map<String, String> given) {
        this.bootstrap = bootstrap;
        this.given = Map.copyOf(given);
    }

    /**
     * The clients of settings that say where the brokers are.
     *
     * @throws java.util.NoSuchElementException if {@link KafkaOptions#BOOTSTRAP} is not set
     */
    public static KafkaClients of(Settings settings) {
        return new KafkaClients(
                settings.get(KafkaOptions.BOOTSTRAP),
                settings.find(KafkaOptions.PROPERTIES).orElse(Map.of()));
    }

    /** Where the brokers are, for messages. */
    public String bootstrap() {
        return bootstrap;
    }

    /** Properties of an admin client. */
    public Properties admin() {
        Properties properties = properties(AdminClientConfig.configNames());
        properties.putIfAbsent(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, "5000");
        properties.putIfAbsent(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, "8000");
        return properties;
    }

    /** Properties of a consumer, which reads what is committed unless told otherwise. */
    public Properties consumer() {
        Properties properties = properties(ConsumerConfig.configNames());
        properties.putIfAbsent(ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed");
        return properties;
    }

    /** Properties of a producer. */
    public Properties producer() {
        return properties(ProducerConfig.configNames());
    }

    private Properties properties(Set<String> known) {
        Properties properties = new Properties();
        properties.setProperty(CONFIG_PROVIDERS, String.join(",", PROVIDERS.keySet()));
        PROVIDERS.forEach(
                (name, provider) ->
                        properties.setProperty(CONFIG_PROVIDERS + "." + name + ".class", provider));
        Set<String> ofOthers = allNames();
        ofOthers.removeAll(known);
        given.forEach(
                (name, value) -> {
                    if (!ofOthers.contains(name)) {
                        properties.setProperty(name, value);
                    }
                });
        properties.setProperty(AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrap);
        return properties;
    }

    private static Set<String> allNames() {
        Set<String> names = new HashSet<>(ConsumerConfig.configNames());
        names.addAll(ProducerConfig.configNames());
        names.addAll(AdminClientConfig.configNames());
        return names;
    }

    /** What is wrong, or looks wrong, with properties that were given. Shows no values. */
    public static List<Problem> check(Map<String, String> given) {
        List<Problem> problems = new ArrayList<>();
        Set<String> known = allNames();
        new TreeMap<>(given).forEach((name, value) -> check(name, value, known, problems));
        return problems;
    }

    private static void check(
            String name, String value, Set<String> known, List<Problem> problems) {
        String key = KafkaOptions.PROPERTIES.key() + "." + name;
        if (OURS.containsKey(name)) {
            problems.add(
                    Problem.error(
                            "CFG021",
                            key,
                            0,
                            0,
                            "is a setting of its own (expected: " + OURS.get(name) + ")",
                            "set " + OURS.get(name) + " instead"));
        } else if (FIXED.contains(name)) {
            problems.add(
                    Problem.error(
                            "CFG022",
                            key,
                            0,
                            0,
                            "cannot be changed: the job's promises depend on it",
                            "leave it out"));
        } else if (!known.contains(name) && !name.startsWith(CONFIG_PROVIDERS + ".")) {
            problems.add(
                    Problem.warning(
                            "CFG023",
                            key,
                            0,
                            0,
                            "is no property that Kafka's clients know; it is passed on as it is",
                            DidYouMean.suggest(name, known)
                                    .map(close -> "did you mean " + close + "?")
                                    .orElse("see Kafka's documentation of client settings")));
        } else if (SECRET.matcher(name).matches()
                && !name.endsWith(".class")
                && !REFERENCE.matcher(value.replace('\n', ' ')).matches()) {
            problems.add(
                    Problem.warning(
                            "CFG024",
                            key,
                            0,
                            0,
                            "holds a secret in the clear, which becomes a part of the job graph",
                            "name where it is: ${env:NAME}, ${file:/path/of.properties:key} or"
                                    + " ${dir:/folder:file}"));
        }
    }
}
