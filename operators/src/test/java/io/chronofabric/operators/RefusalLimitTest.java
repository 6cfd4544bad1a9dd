package io.chronofabric.operators;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import org.apache.flink.runtime.throwable.ThrowableClassifier;
import org.apache.flink.runtime.throwable.ThrowableType;
import org.assertj.core.api.Assertions;
import org.junit.jupiter.api.Test;

final class RefusalLimitTest {
    private static final Rejected BAD =
            new Rejected(
                    new byte[0], new Origin("t", 0, 9), RejectReason.MALFORMED, "no JSON object");

    @Test
    void aWhollyWrongInputStopsTheJobForGood() {
        RefusalLimit limit = new RefusalLimit(0.9, 10);
        for (int i = 0; i < 9; i++) {
            limit.refused(BAD);
        }
        assertThatThrownBy(() -> limit.refused(BAD))
                .isInstanceOf(StopJobException.class)
                .hasMessageContaining("10 of the last 10")
                .hasMessageContaining("t[0]@9: MALFORMED, no JSON object")
                .satisfies(
                        failure ->
                                Assertions.assertThat(ThrowableClassifier.getThrowableType(failure))
                                        .isEqualTo(ThrowableType.NonRecoverableError));
    }

    @Test
    void theLastRecordOfARunNeedNotBeTheBadOne() {
        RefusalLimit limit = new RefusalLimit(0.5, 10);
        for (int i = 0; i < 9; i++) {
            limit.refused(BAD);
        }
        assertThatThrownBy(limit::accepted).isInstanceOf(StopJobException.class);
    }

    @Test
    void asManyAsTheShareAreBorneAndEachRunCountsAnew() {
        RefusalLimit limit = new RefusalLimit(0.5, 10);
        assertThatCode(
                        () -> {
                            for (int i = 0; i < 1_000; i++) {
                                if (i % 2 == 0) {
                                    limit.refused(BAD);
                                } else {
                                    limit.accepted();
                                }
                            }
                        })
                .doesNotThrowAnyException();
    }

    @Test
    void aShareOfOneNeverStops() {
        RefusalLimit limit = new RefusalLimit(1, 1);
        assertThatCode(() -> limit.refused(BAD)).doesNotThrowAnyException();
    }
}
