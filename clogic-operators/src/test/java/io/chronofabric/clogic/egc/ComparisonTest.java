package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ComparisonTest {
    private final List<String> found = new ArrayList<>();
    private final Comparison.Findings findings =
            (millis, differ, trial, inForce) -> found.add((differ ? "differ@" : "agree@") + millis);

    @Test
    void nothingIsSaidWhileOneSideIsSilent() {
        Comparison comparison = new Comparison();
        comparison.trial(1, -1, findings);
        comparison.trial(2, 1, findings);
        assertThat(found).isEmpty();
        comparison.inForce(2, 1, findings);
        assertThat(found).isEmpty();
    }

    @Test
    void whatIsSaidTwiceCountsOnce() {
        Comparison comparison = new Comparison();
        comparison.trial(1, -1, findings);
        comparison.inForce(1, 1, findings);
        comparison.inForce(1, -1, findings);
        comparison.inForce(2, 1, findings);
        assertThat(found).containsExactly("differ@1");
    }

    @Test
    void beyondItsBoundItBeginsAnew() {
        Comparison comparison = new Comparison();
        comparison.inForce(0, 1, findings);
        for (int i = 1; i <= 3 * Comparison.MAX_PENDING; i++) {
            comparison.trial(i, i % 2 == 0 ? 1 : -1, findings);
        }
        assertThat(found).isEmpty();
        int end = 3 * Comparison.MAX_PENDING + 1;
        comparison.trial(end, -1, findings);
        comparison.inForce(end, 1, findings);
        assertThat(found).contains("differ@" + end);
    }

    @Test
    void itFindsWhatComparingMomentByMomentFindsWhoeverAnswersFirst() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            double[] trial = random.doubles(60, -1, 2).toArray();
            double[] inForce = random.doubles(60, -1, 2).toArray();
            found.clear();
            Comparison comparison = new Comparison();
            int t = 0;
            int f = 0;
            while (t < 60 || f < 60) {
                if (f == 60 || (t < 60 && random.nextBoolean())) {
                    comparison.trial(t, trial[t++], findings);
                } else {
                    comparison.inForce(f, inForce[f++], findings);
                }
                if (random.nextInt(20) == 0) {
                    comparison = restarted(comparison);
                }
            }
            List<String> expected = new ArrayList<>();
            boolean differ = false;
            for (int i = 0; i < 60; i++) {
                boolean now = trial[i] < 0 != inForce[i] < 0;
                if (now != differ) {
                    expected.add((now ? "differ@" : "agree@") + i);
                    differ = now;
                }
            }
            assertThat(found).as("seed %d", seed).isEqualTo(expected);
        }
    }

    private static Comparison restarted(Comparison comparison) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        comparison.copy().write(new DataOutputStream(bytes));
        return Comparison.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
    }
}
