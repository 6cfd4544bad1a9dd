package io.chronofabric.jobs.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.jobs.config.Speed;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.SimulatedTimeSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.apache.flink.core.io.InputStatus;
import org.apache.flink.metrics.Counter;
import org.apache.flink.metrics.SimpleCounter;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayReaderTest {
    private static final String HEADER = "time,node,entity,x\n";
    private static final long MILLI = 1_000_000;

    @TempDir private Path folder;

    private final SimulatedTimeSource clock = new SimulatedTimeSource(0);
    private final Collected output = new Collected();
    private final List<Long> waits = new ArrayList<>();
    private final List<Runnable> wakeUps = new ArrayList<>();
    private final Counter rows = new SimpleCounter();

    @Test
    void filesAreMergedByEventTime() throws IOException {
        ReplayReader reader = reader(Speed.MAX);
        reader.addSplits(
                List.of(
                        split("a.csv", "1000,n,a,1\n4000,n,a,1\n5000,n,a,1\n"),
                        split("b.csv", "2000,n,b,1\n3000,n,b,1\n6000,n,b,1\n")));
        reader.notifyNoMoreSplits();

        drain(reader);

        assertThat(output.timestamps).containsExactly(1000L, 2000L, 3000L, 4000L, 5000L, 6000L);
        assertThat(output.open).as("outputs of files that are not at their end").isEmpty();
        assertThat(rows.getCount()).isEqualTo(6);
    }

    @Test
    void allOutputsAreOpenBeforeTheFirstRow() throws IOException {
        ReplayReader reader = reader(Speed.MAX);
        reader.addSplits(
                List.of(
                        split("a.csv", "1000,n,a,1\n2000,n,a,1\n"),
                        split("b.csv", "9,n,b,1\n9,n,c,1\n")));

        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
        assertThat(output.open).hasSize(2);
    }

    @Test
    void aRowThatIsOutOfOrderInItsFileIsNotHeldBack() throws IOException {
        ReplayReader reader = reader(Speed.MAX);
        reader.addSplits(List.of(split("a.csv", "3000,n,a,1\n1000,n,a,1\n2000,n,a,1\n")));
        reader.notifyNoMoreSplits();

        drain(reader);

        assertThat(output.timestamps).containsExactly(3000L, 1000L, 2000L);
    }

    @Test
    void badRowsComeWithoutATimestamp() throws IOException {
        ReplayReader reader = reader(Speed.MAX);
        reader.addSplits(List.of(split("a.csv", "1000,n,a,1\nbad\n2000,n,a,1\n")));
        reader.notifyNoMoreSplits();

        drain(reader);

        assertThat(output.records.get(1)).isInstanceOf(Rejected.class);
        assertThat(output.timestamps).containsExactly(1000L, Long.MIN_VALUE, 2000L);
    }

    @Test
    void aRowIsHeldBackUntilItsTimeAtTheGivenSpeed() throws IOException {
        ReplayReader reader = reader(new Speed(10));
        reader.addSplits(List.of(split("a.csv", "1000,n,a,1\n2000,n,a,1\n")));
        reader.notifyNoMoreSplits();

        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        assertThat(waits).containsExactly(100 * MILLI);

        clock.advance(100 * MILLI);
        wakeUps.forEach(Runnable::run);

        assertThat(reader.isAvailable()).isCompleted();
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
        assertThat(output.timestamps).containsExactly(1000L, 2000L);
    }

    @Test
    void whileWaitingThereIsOneFutureAndOneWakeUp() throws IOException {
        ReplayReader reader = reader(new Speed(1));
        reader.addSplits(List.of(split("a.csv", "1000,n,a,1\n2000,n,a,1\n")));

        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        CompletableFuture<Void> first = reader.isAvailable();
        clock.advance(500 * MILLI);
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);

        assertThat(first).isNotCompleted();
        assertThat(reader.isAvailable()).isSameAs(first);
        assertThat(waits).hasSize(1);
    }

    @Test
    void aRowThatIsBehindTheClockComesAtOnce() throws IOException {
        ReplayReader reader = reader(new Speed(1));
        reader.addSplits(List.of(split("a.csv", "1000,n,a,1\n2000,n,a,1\n500,n,a,1\n")));
        reader.notifyNoMoreSplits();

        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.MORE_AVAILABLE);
        clock.advance(10_000 * MILLI);
        drain(reader);

        assertThat(output.timestamps).containsExactly(1000L, 2000L, 500L);
        assertThat(waits).isEmpty();
    }

    @Test
    void withoutAFileItWaitsForOne() throws IOException {
        ReplayReader reader = reader(Speed.MAX);

        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.NOTHING_AVAILABLE);
        CompletableFuture<Void> available = reader.isAvailable();
        assertThat(available).isNotCompleted();

        reader.notifyNoMoreSplits();
        assertThat(available).isCompleted();
        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
    }

    @Test
    void anEmptyTraceEndsAtOnce() throws IOException {
        ReplayReader reader = reader(Speed.MAX);
        reader.addSplits(List.of(split("a.csv", "")));
        reader.notifyNoMoreSplits();

        assertThat(reader.pollNext(output)).isEqualTo(InputStatus.END_OF_INPUT);
        assertThat(output.open).isEmpty();
    }

    @Test
    void fromAnySnapshotOnTheRestComesExactlyOnce() throws IOException {
        List<ReplaySplit> splits =
                List.of(
                        split("a.csv", "1000,n,a,1\n\nbad\n4000,n,a,1\n2500,n,a,1\n"),
                        split("b.csv", "2000,n,b,1\n3000,n,b,1\n\n"));
        ReplayReader whole = reader(Speed.MAX);
        whole.addSplits(splits);
        whole.notifyNoMoreSplits();
        drain(whole);
        List<Ingested> all = List.copyOf(output.records);

        for (int before = 0; before <= all.size(); before++) {
            output.records.clear();
            ReplayReader first = reader(Speed.MAX);
            first.addSplits(splits);
            for (int i = 0; i < before; i++) {
                first.pollNext(output);
            }
            List<ReplaySplit> left = first.snapshotState(1);
            first.close();

            ReplayReader second = reader(Speed.MAX);
            second.addSplits(left);
            second.notifyNoMoreSplits();
            drain(second);

            assertThat(output.records).as("after %s rows", before).isEqualTo(all);
        }
    }

    @Test
    void aSplitSurvivesItsSerializer() throws IOException {
        ReplaySplit split = new ReplaySplit("s3://bucket/ä b.csv.gz", 1L << 40);
        ReplaySplitSerializer one = new ReplaySplitSerializer();
        ReplaySplitSerializer.OfMany many = new ReplaySplitSerializer.OfMany();

        assertThat(one.deserialize(one.getVersion(), one.serialize(split))).isEqualTo(split);
        assertThat(many.deserialize(many.getVersion(), many.serialize(List.of(split, split))))
                .containsExactly(split, split);
    }

    private ReplayReader reader(Speed speed) {
        WakeUp wakeUp =
                new WakeUp() {
                    @Override
                    public void after(long nanos, Runnable action) {
                        waits.add(nanos);
                        wakeUps.add(action);
                    }

                    @Override
                    public void close() {
                        wakeUps.clear();
                    }
                };
        return new ReplayReader(new Pace(speed, clock), wakeUp, rows);
    }

    private ReplaySplit split(String name, String text) throws IOException {
        Path file = Files.writeString(folder.resolve(name), HEADER + text);
        return new ReplaySplit(file.toString(), ReplaySplit.FIRST_ROW);
    }

    private void drain(ReplayReader reader) throws IOException {
        InputStatus status = InputStatus.MORE_AVAILABLE;
        while (status == InputStatus.MORE_AVAILABLE) {
            status = reader.pollNext(output);
        }
        assertThat(status).isEqualTo(InputStatus.END_OF_INPUT);
        assertThat(output.records).doesNotContainNull();
        assertThat(output.records).allMatch(r -> r instanceof Signal || r instanceof Rejected);
    }
}
