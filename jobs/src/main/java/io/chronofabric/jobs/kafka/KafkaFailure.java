package io.chronofabric.jobs.kafka;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;

/** Something that failed between us and the brokers. Its cause is a sentence for people. */
public final class KafkaFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * @param sentence what happened and what to do
     * @param cause for logs
     */
    public KafkaFailure(ChronoFabricException sentence, Throwable cause) {
        super(sentence.getMessage(), sentence);
        // Not its cause: whoever looks for the root of a failure shall find the sentence.
        sentence.addSuppressed(cause);
    }

    /**
     * Does something with the brokers.
     *
     * @param clients how they are reached
     * @param page of the documentation that says which rights it takes
     * @throws ChronoFabricException if the settings of the clients cannot be used
     * @throws KafkaFailure if the brokers do not do what they are asked
     */
    public static <T> T told(KafkaClients clients, String page, Callable<T> work) throws Exception {
        try {
            return work.call();
        } catch (KafkaException e) {
            throw of(clients, page, e);
        } catch (ExecutionException e) {
            throw of(clients, page, e.getCause());
        }
    }

    private static RuntimeException of(KafkaClients clients, String page, Throwable failure) {
        String brokers = "brokers at " + clients.bootstrap() + ": ";
        ConfigException setting = find(failure, ConfigException.class);
        if (setting != null) {
            return new ChronoFabricException(
                    ErrorCode.CONFIGURATION_INVALID,
                    brokers + firstLine(setting),
                    "settings that Kafka's clients can use",
                    "Correct --bootstrap or kafka.properties.",
                    failure);
        }
        String given;
        String action;
        if (find(failure, AuthenticationException.class) != null) {
            given = "they do not know us (" + firstLine(failure) + ")";
            action = "Check the security settings under kafka.properties.";
        } else if (find(failure, AuthorizationException.class) != null) {
            given = "they do not allow it (" + firstLine(failure) + ")";
            action = "Grant what is missing; " + page + " lists what each command needs.";
        } else if (find(failure, TimeoutException.class) != null) {
            given = "no answer in time (" + firstLine(failure) + ")";
            action =
                    "Check --bootstrap, the network, and security settings under"
                            + " kafka.properties.";
        } else {
            given = failure.getClass().getSimpleName() + " (" + firstLine(failure) + ")";
            action = "Try again, or look into the brokers' logs.";
        }
        return new KafkaFailure(
                new ChronoFabricException(
                        ErrorCode.KAFKA_UNAVAILABLE,
                        brokers + given,
                        "brokers that do what they are asked",
                        action),
                failure);
    }

    /** The first of a kind among a failure and its causes, or null. */
    public static <E extends Throwable> E find(Throwable failure, Class<E> kind) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (kind.isInstance(at)) {
                return kind.cast(at);
            }
            if (at.getCause() == at) {
                return null;
            }
        }
        return null;
    }

    /** The first line of what the root of a failure says, or its class where it says nothing. */
    public static String firstLine(Throwable failure) {
        Throwable root = failure;
        while (root.getCause() != null && root.getCause() != root) {
            root = root.getCause();
        }
        String message = root.getMessage();
        return message == null
                ? root.getClass().getSimpleName()
                : message.lines().findFirst().orElse("");
    }
}
