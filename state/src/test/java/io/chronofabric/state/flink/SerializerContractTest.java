package io.chronofabric.state.flink;

import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleControl;
import io.chronofabric.state.model.Signal;
import io.chronofabric.state.model.Verdict;
import org.apache.flink.api.common.typeutils.SerializerTestBase;
import org.apache.flink.api.common.typeutils.TypeSerializer;
import org.junit.jupiter.api.Nested;

/** Flink's own contract test, for every serializer. */
class SerializerContractTest {
    @Nested
    class OfIngested extends Contract<Ingested> {
        OfIngested() {
            super(new IngestedSerializer(), Ingested.class, Samples.ingested());
        }

        @Override
        protected void testInstantiate() {
            // Wants an instance of exactly the type, which is an interface.
        }
    }

    @Nested
    class OfSignal extends Contract<Signal> {
        OfSignal() {
            super(new SignalSerializer(), Signal.class, Samples.signals());
        }
    }

    @Nested
    class OfRejected extends Contract<Rejected> {
        OfRejected() {
            super(RejectedSerializer.INSTANCE, Rejected.class, Samples.rejects());
        }
    }

    @Nested
    class OfVerdict extends Contract<Verdict> {
        OfVerdict() {
            super(VerdictSerializer.INSTANCE, Verdict.class, Samples.verdicts());
        }
    }

    @Nested
    class OfDecision extends Contract<Decision> {
        OfDecision() {
            super(DecisionSerializer.INSTANCE, Decision.class, Samples.decisions());
        }
    }

    @Nested
    class OfRuleControl extends Contract<RuleControl> {
        OfRuleControl() {
            super(RuleControlSerializer.INSTANCE, RuleControl.class, Samples.controls());
        }

        @Override
        protected void testInstantiate() {
            // Wants an instance of exactly the type, which is an interface.
        }
    }

    @Nested
    class OfSampleStore extends Contract<SampleStore> {
        OfSampleStore() {
            super(SampleStoreSerializer.INSTANCE, SampleStore.class, Samples.stores());
        }
    }

    private abstract static class Contract<T> extends SerializerTestBase<T> {
        private final TypeSerializer<T> serializer;
        private final Class<T> type;
        private final T[] data;

        Contract(TypeSerializer<T> serializer, Class<T> type, T[] data) {
            this.serializer = serializer;
            this.type = type;
            this.data = data;
        }

        @Override
        protected TypeSerializer<T> createSerializer() {
            return serializer;
        }

        @Override
        protected int getLength() {
            return -1;
        }

        @Override
        protected Class<T> getTypeClass() {
            return type;
        }

        @Override
        protected T[] getTestData() {
            return data;
        }
    }
}
