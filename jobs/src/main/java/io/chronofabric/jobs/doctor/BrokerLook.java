package io.chronofabric.jobs.doctor;

import io.chronofabric.jobs.config.KafkaOptions;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.kafka.KafkaFailure;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.Config;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;

/** What brokers allow beside topics: how long transactions may take, and the consumer group. */
record BrokerLook(Admin admin, Settings settings, List<Node> nodes) {
    private static final String LONGEST = "transaction.max.timeout.ms";

    Finding transactions() throws InterruptedException, TimeoutException {
        String code = "DOC405";
        String subject = "transactions";
        long wanted = settings.get(KafkaOptions.TRANSACTION_TIMEOUT).toMillis();
        List<ConfigResource> resources =
                nodes.stream()
                        .map(
                                node ->
                                        new ConfigResource(
                                                ConfigResource.Type.BROKER, node.idString()))
                        .toList();
        long least = Long.MAX_VALUE;
        try {
            Map<ConfigResource, Config> all = KafkaLook.get(admin.describeConfigs(resources).all());
            for (Config config : all.values()) {
                ConfigEntry entry = config.get(LONGEST);
                if (entry != null && entry.value() != null) {
                    least = Math.min(least, Long.parseLong(entry.value()));
                }
            }
        } catch (ExecutionException e) {
            return Finding.notChecked(
                    code,
                    subject,
                    "the brokers' " + LONGEST + " is not shown: " + KafkaFailure.firstLine(e),
                    "Allow DescribeConfigs on the cluster, or compare it with"
                            + " kafka.transaction.timeout ("
                            + wanted
                            + " ms) yourself.");
        }
        if (wanted > least) {
            return Finding.problem(
                    code,
                    subject,
                    KafkaOptions.TRANSACTION_TIMEOUT.key() + " is " + wanted + " ms",
                    "at most "
                            + least
                            + " ms, the brokers' "
                            + LONGEST
                            + ": they refuse a longer one, and no exactly-once output starts",
                    "Set kafka.transaction.timeout=" + least + "ms, or raise the brokers' limit.");
        }
        return Finding.fine(code, subject, wanted + " ms, of at most " + least + " ms");
    }

    Finding group() throws InterruptedException, TimeoutException {
        String code = "DOC408";
        String subject = "consumer group";
        String name = settings.get(KafkaOptions.GROUP);
        String fix = "Grant Read on group " + name + " to the job's principal.";
        String needed = "Read on the group: offsets are committed under it";
        try {
            ConsumerGroupDescription group =
                    KafkaLook.get(
                            admin.describeConsumerGroups(
                                            List.of(name),
                                            new DescribeConsumerGroupsOptions()
                                                    .includeAuthorizedOperations(true))
                                    .describedGroups()
                                    .get(name));
            Set<AclOperation> allowed = group.authorizedOperations();
            if (allowed != null && !allowed.isEmpty() && !allowed.contains(AclOperation.READ)) {
                return Finding.problem(
                        code, subject, name + ": reading under it is not allowed", needed, fix);
            }
            return Finding.fine(code, subject, name);
        } catch (ExecutionException e) {
            if (KafkaFailure.find(e, GroupIdNotFoundException.class) != null) {
                return Finding.fine(code, subject, name + ", new");
            }
            if (KafkaFailure.find(e, AuthorizationException.class) != null) {
                return Finding.problem(code, subject, name + ": not allowed", needed, fix);
            }
            return Finding.notChecked(
                    code, subject, name + ": " + KafkaFailure.firstLine(e), "Run doctor again.");
        }
    }
}
