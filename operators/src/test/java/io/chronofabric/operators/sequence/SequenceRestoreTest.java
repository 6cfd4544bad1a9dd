package io.chronofabric.operators.sequence;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInput;
import java.io.DataInputStream;
import java.io.DataOutput;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** A state that is written and read goes on as if it had not been. */
class SequenceRestoreTest {
    private static final SequenceStateCodec<Long> CODEC =
            new SequenceStateCodec<>(
                    new EventCodec<>() {
                        @Override
                        public void write(Long event, DataOutput out) throws IOException {
                            out.writeLong(event);
                        }

                        @Override
                        public Long read(DataInput in) throws IOException {
                            return in.readLong();
                        }
                    });

    @Test
    void outputsAreEqualWhereverItIsRestored() throws IOException {
        long seed = Seeds.next();
        Random random = new Random(seed);
        int matches = 0;
        int forgetfulDiffers = 0;
        for (int round = 0; round < 1500; round++) {
            boolean skips = random.nextBoolean();
            Spec spec = Spec.random(random, new Spec.Scope(true, true, skips, true, true));
            SequencePattern<Long> pattern = SequenceOracleTest.buildable(spec);
            if (pattern == null) {
                continue;
            }
            SequenceBounds bounds =
                    random.nextBoolean()
                            ? SequenceBounds.NONE
                            : new SequenceBounds(
                                    1 + random.nextInt(8),
                                    1 + random.nextInt(12),
                                    AtBound.values()[random.nextInt(3)]);
            List<Long> events = Ev.random(random, 14, 4);
            Runs.Found undisturbed = run(pattern, bounds, events, 0, 0, random);
            Runs.Found restored = run(pattern, bounds, events, 0.5, 0, random);
            assertThat(restored.matches)
                    .as("seed %d, round %d, %s on %s", seed, round, spec, events)
                    .isEqualTo(undisturbed.matches);
            assertThat(restored.timedOut)
                    .as("seed %d, round %d", seed, round)
                    .isEqualTo(undisturbed.timedOut);
            matches += restored.matches.size();
            Runs.Found forgetful = run(pattern, bounds, events, 0, 0.2, random);
            if (!forgetful.matches.equals(undisturbed.matches)) {
                forgetfulDiffers++;
            }
        }
        assertThat(matches).isGreaterThan(2000);
        assertThat(forgetfulDiffers).isGreaterThan(100);
    }

    private static Runs.Found run(
            SequencePattern<Long> pattern,
            SequenceBounds bounds,
            List<Long> events,
            double restoring,
            double forgetting,
            Random random)
            throws IOException {
        SequenceEngine<Long> engine = Runs.engine(pattern, bounds);
        SequenceState<Long> state = engine.newState(11);
        Runs.Found found = new Runs.Found();
        for (long event : events) {
            if (random.nextDouble() < restoring) {
                state = restored(state);
                engine = Runs.engine(pattern, bounds);
            }
            if (random.nextDouble() < forgetting) {
                state = engine.newState(11);
            }
            engine.onEvent(state, event, found);
        }
        engine.advanceTo(restoring > 0 ? restored(state) : state, 5_000_000_000L, found);
        return found;
    }

    private static SequenceState<Long> restored(SequenceState<Long> state) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        CODEC.write(state, new DataOutputStream(bytes));
        SequenceState<Long> read =
                CODEC.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        assertThat(read.partialMatches()).isEqualTo(state.partialMatches());
        assertThat(read.keptEvents()).isEqualTo(state.keptEvents());
        return read;
    }
}
