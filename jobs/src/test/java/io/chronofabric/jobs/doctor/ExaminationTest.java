package io.chronofabric.jobs.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

class ExaminationTest {
    private final CountDownLatch never = new CountDownLatch(1);

    @Test
    void theWorstComesFirstAndACheckThatHangsOrFailsHoldsUpNobody() throws InterruptedException {
        List<Finding> found =
                new Examination(Duration.ofSeconds(2))
                        .of(
                                List.of(
                                        check("DOC1", () -> Finding.fine("DOC1", "a", "well")),
                                        check(
                                                "DOC2",
                                                () -> {
                                                    never.await();
                                                    return Finding.fine("DOC2", "b", "late");
                                                }),
                                        check(
                                                "DOC3",
                                                () -> {
                                                    throw new IllegalStateException("spoilt");
                                                }),
                                        check(
                                                "DOC4",
                                                () -> Finding.problem("DOC4", "d", "x", "y", "z")),
                                        check(
                                                "DOC5",
                                                () ->
                                                        Finding.warning(
                                                                "DOC5", "e", "x", "y", "z"))));

        assertThat(found)
                .extracting(Finding::code)
                .containsExactly("DOC4", "DOC5", "DOC2", "DOC3", "DOC1");
        assertThat(found.get(2).found()).isEqualTo("no answer within 2 s");
        assertThat(found.get(3).found()).contains("spoilt");
    }

    /** Says what it found, or fails. */
    private interface Look {
        Finding look() throws Exception;
    }

    private static Check check(String code, Look look) {
        return new Check() {
            @Override
            public String code() {
                return code;
            }

            @Override
            public String subject() {
                return "a test";
            }

            @Override
            public List<Finding> look() throws Exception {
                return List.of(look.look());
            }
        };
    }
}
