package io.chronofabric.jobs.doctor;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.DidYouMean;
import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.RulesOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.kafka.KafkaClients;
import io.chronofabric.jobs.kafka.KafkaFailure;
import io.chronofabric.jobs.kafka.TopicPlan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.DescribeClusterOptions;
import org.apache.kafka.clients.admin.DescribeClusterResult;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.Node;

/**
 * A look at the brokers and at the topics that the job reads and writes. Asks, and makes nothing.
 *
 * @param settings with brokers
 * @param plan the topics
 * @param transactions whether an output is written exactly once
 * @param parallelism of the job, where it is known
 */
record KafkaLook(
        Settings settings, TopicPlan plan, boolean transactions, Optional<Integer> parallelism)
        implements Check {
    private static final String PAGE = "docs/doctor.md";
    private static final int CALL_MILLIS = 8_000;
    private static final Duration CLOSE = Duration.ofSeconds(1);

    @Override
    public String code() {
        return "DOC401";
    }

    @Override
    public String subject() {
        return "brokers";
    }

    @Override
    public List<Finding> look() throws Exception {
        KafkaClients clients = KafkaClients.of(settings);
        Admin admin = null;
        try {
            admin = KafkaFailure.told(clients, PAGE, () -> Admin.create(clients.admin()));
            Admin asked = admin;
            return KafkaFailure.told(clients, PAGE, () -> ask(asked, clients));
        } catch (KafkaFailure e) {
            return List.of(unreachable(clients, e.getCause()));
        } catch (ChronoFabricException | TimeoutException e) {
            return List.of(unreachable(clients, e));
        } finally {
            if (admin != null) {
                admin.close(CLOSE);
            }
        }
    }

    private Finding unreachable(KafkaClients clients, Throwable failure) {
        boolean ours = failure instanceof ChronoFabricException;
        ChronoFabricException told = ours ? (ChronoFabricException) failure : null;
        return Finding.problem(
                code(),
                subject(),
                ours ? told.given() : "brokers at " + clients.bootstrap() + ": no answer in time",
                ours ? told.expected() : "brokers that answer",
                ours ? told.action() : "Check kafka.bootstrap and the network.");
    }

    private List<Finding> ask(Admin admin, KafkaClients clients) throws Exception {
        List<Finding> found = new ArrayList<>();
        DescribeClusterResult cluster =
                admin.describeCluster(new DescribeClusterOptions().timeoutMs(CALL_MILLIS));
        List<Node> nodes = List.copyOf(get(cluster.nodes()));
        found.add(
                Finding.fine(
                        code(), subject(), nodes.size() + " answer at " + clients.bootstrap()));
        Set<String> present = names(admin);
        TopicLook look = new TopicLook(admin, settings, nodes.size());
        Set<String> inputs = new LinkedHashSet<>(plan.inputs());
        for (String name : inputs) {
            found.addAll(look.input(name, plan.own().contains(name), closest(name, present)));
        }
        for (String name : new LinkedHashSet<>(plan.outputs())) {
            boolean letters = name.equals(settings.get(KafkaOptions.DEAD_LETTERS_TOPIC));
            found.addAll(look.output(name, letters, closest(name, present)));
        }
        Optional<String> rules = settings.find(RulesOptions.TOPIC);
        if (rules.isPresent()) {
            found.addAll(look.rules(rules.get()));
        }
        partitions(look.partitionsOfInputs()).ifPresent(found::add);
        BrokerLook brokers = new BrokerLook(admin, settings, nodes);
        if (transactions) {
            found.add(brokers.transactions());
        }
        found.add(brokers.group());
        return found;
    }

    private Optional<Finding> partitions(int partitions) {
        if (parallelism.isEmpty() || partitions == 0 || partitions >= parallelism.get()) {
            return Optional.empty();
        }
        return Optional.of(
                Finding.warning(
                        "DOC402",
                        "partitions",
                        partitions + " in all input topics, parallelism " + parallelism.get(),
                        "at least as many as the parallelism: source subtasks without a partition"
                                + " do nothing",
                        "Add partitions, or lower the parallelism."));
    }

    /** Names that can be seen; none where nobody may list them. */
    private static Set<String> names(Admin admin) throws InterruptedException, TimeoutException {
        try {
            return new TreeSet<>(get(admin.listTopics().names()));
        } catch (ExecutionException e) {
            return Set.of();
        }
    }

    private static String closest(String name, Set<String> present) {
        return DidYouMean.suggest(name, present)
                .map(close -> "Did you mean " + close + "? ")
                .orElse("");
    }

    static <T> T get(KafkaFuture<T> answer)
            throws InterruptedException, ExecutionException, TimeoutException {
        return answer.get(CALL_MILLIS + CLOSE.toMillis(), TimeUnit.MILLISECONDS);
    }
}
