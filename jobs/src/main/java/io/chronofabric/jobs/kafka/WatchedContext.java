package io.chronofabric.jobs.kafka;

import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.apache.flink.api.common.JobInfo;
import org.apache.flink.api.common.TaskInfo;
import org.apache.flink.api.common.operators.MailboxExecutor;
import org.apache.flink.api.common.operators.ProcessingTimeService;
import org.apache.flink.api.common.serialization.SerializationSchema;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.apache.flink.api.connector.sink2.WriterInitContext;
import org.apache.flink.metrics.groups.SinkWriterMetricGroup;
import org.apache.flink.util.FlinkRuntimeException;
import org.apache.flink.util.UserCodeClassLoader;
import org.apache.flink.util.function.ThrowingRunnable;

/**
 * A writer's context in which failures are noted that come by the mailbox: most of those of sending
 * do, between two records.
 */
record WatchedContext(WriterInitContext context, SendFailures failures)
        implements WriterInitContext {
    @Override
    public MailboxExecutor getMailboxExecutor() {
        return new WatchedMailbox(context.getMailboxExecutor(), failures);
    }

    @Override
    public UserCodeClassLoader getUserCodeClassLoader() {
        return context.getUserCodeClassLoader();
    }

    @Override
    public ProcessingTimeService getProcessingTimeService() {
        return context.getProcessingTimeService();
    }

    @Override
    public SinkWriterMetricGroup metricGroup() {
        return context.metricGroup();
    }

    @Override
    public SerializationSchema.InitializationContext asSerializationSchemaInitializationContext() {
        return context.asSerializationSchemaInitializationContext();
    }

    @Override
    public boolean isObjectReuseEnabled() {
        return context.isObjectReuseEnabled();
    }

    @Override
    public <T> TypeSerializer<T> createInputSerializer() {
        return context.createInputSerializer();
    }

    @Override
    public <T> Optional<Consumer<T>> metadataConsumer() {
        return context.metadataConsumer();
    }

    @Override
    public OptionalLong getRestoredCheckpointId() {
        return context.getRestoredCheckpointId();
    }

    @Override
    public JobInfo getJobInfo() {
        return context.getJobInfo();
    }

    @Override
    public TaskInfo getTaskInfo() {
        return context.getTaskInfo();
    }

    private record WatchedMailbox(MailboxExecutor mailbox, SendFailures failures)
            implements MailboxExecutor {
        @Override
        public void execute(
                MailOptions options,
                ThrowingRunnable<? extends Exception> command,
                String description,
                Object... arguments) {
            ThrowingRunnable<Exception> watched =
                    () -> {
                        try {
                            command.run();
                        } catch (Exception e) {
                            failures.note(e);
                            throw e;
                        }
                    };
            mailbox.execute(options, watched, description, arguments);
        }

        @Override
        public void yield() throws InterruptedException, FlinkRuntimeException {
            mailbox.yield();
        }

        @Override
        public boolean tryYield() throws FlinkRuntimeException {
            return mailbox.tryYield();
        }

        @Override
        public boolean shouldInterrupt() {
            return mailbox.shouldInterrupt();
        }
    }
}
