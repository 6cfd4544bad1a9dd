package io.chronofabric.time;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.NodeId;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PersistedBoundTest {
    private static final long START = 1_700_000_000_000_000_000L;
    private static final long SECOND = 1_000_000_000L;
    private static final long OFFSET = 500_000_000L;
    private static final Duration LEAD = Duration.ofSeconds(1);

    @TempDir Path folder;

    private Path file;
    private final SimulatedTimeSource wall = new SimulatedTimeSource(START);

    @BeforeEach
    void file() {
        file = folder.resolve("deep/er/clock");
    }

    @Test
    void aClockStartedAgainBeginsAboveAllItHandedOutWhateverBecameOfTheWallClock() {
        Random random = Seeds.random();
        long highest = 0;
        for (int life = 0; life < 40; life++) {
            wall.jump(random.nextLong(-3_600 * SECOND, 60 * SECOND));
            try (PersistedBound kept = PersistedBound.open(file, LEAD)) {
                HybridLogicalClock clock = clock(kept);
                for (int i = random.nextInt(20); i >= 0; i--) {
                    wall.advance(random.nextLong(SECOND));
                    if (random.nextInt(4) == 0) {
                        clock.update(wall.epochNanos() + random.nextLong(OFFSET));
                    }
                    long time = clock.tickPhysical();
                    assertThat(time).isGreaterThan(highest);
                    highest = time;
                }
                // And then it dies: nothing is written at the end.
            }
        }
    }

    @Test
    void withoutTheFileItWouldNot() {
        long handedOut = new HybridLogicalClock(wall, new NodeId(1)).tickPhysical();
        wall.jump(-SECOND);
        assertThat(new HybridLogicalClock(wall, new NodeId(1)).tickPhysical())
                .isLessThan(handedOut);
    }

    @Test
    void theFileIsAheadOfEveryTimeHandedOutEvenByManyThreads() throws Exception {
        try (PersistedBound kept = PersistedBound.open(file, Duration.ofNanos(50))) {
            HybridLogicalClock clock = clock(kept);
            ExecutorService pool = Executors.newFixedThreadPool(4);
            for (int thread = 0; thread < 4; thread++) {
                pool.execute(
                        () -> {
                            for (int i = 0; i < 500; i++) {
                                long time = clock.tickPhysical();
                                assertThat(kept.bound()).isGreaterThanOrEqualTo(time);
                            }
                        });
            }
            pool.shutdown();
            assertThat(pool.awaitTermination(60, TimeUnit.SECONDS)).isTrue();
            assertThat(clock.lastPhysical()).isEqualTo(START + 1_999);
            assertThat(kept.bound()).isGreaterThanOrEqualTo(START + 1_999);
        }
    }

    @Test
    void theFileIsWrittenOnceALead() throws Exception {
        try (PersistedBound kept = PersistedBound.open(file, LEAD)) {
            HybridLogicalClock clock = clock(kept);
            clock.tick();
            String first = Files.readString(file);
            wall.advance(SECOND);
            clock.tick();
            assertThat(Files.readString(file)).isEqualTo(first);
            wall.advance(1);
            clock.tick();
            assertThat(Files.readString(file)).isNotEqualTo(first);
            assertThat(kept.bound()).isEqualTo(START + 2 * SECOND + 1);
        }
    }

    @Test
    void anOrderlyEndLeavesNoLead() {
        PersistedBound kept = PersistedBound.open(file, LEAD);
        HybridLogicalClock clock = clock(kept);
        long last = clock.tickPhysical();
        kept.release(clock.lastPhysical());
        kept.release(clock.lastPhysical());
        assertThatThrownBy(
                        () -> {
                            wall.advance(2 * SECOND);
                            clock.tickPhysical();
                        })
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("the clock was closed");
        try (PersistedBound again = PersistedBound.open(file, LEAD)) {
            assertThat(again.bound()).isEqualTo(last);
        }
    }

    @Test
    void aSecondClockIsKeptOut() {
        try (PersistedBound kept = PersistedBound.open(file, LEAD)) {
            assertThat(kept.bound()).isZero();
            assertThatThrownBy(() -> PersistedBound.open(file, LEAD))
                    .isInstanceOf(ChronoFabricException.class)
                    .hasMessageContaining("TIME_BOUND_UNAVAILABLE: the clock's bound in " + file)
                    .hasMessageContaining("it is in use by another clock");
        }
        PersistedBound.open(file, LEAD).close();
    }

    @Test
    void aFileThatHoldsSomethingElseIsNotOverwritten() throws Exception {
        Files.createDirectories(file.getParent());
        String whole = "1791d9f9aa2ce3c0 ";
        for (String text :
                new String[] {
                    "",
                    "0",
                    whole,
                    whole + "00000000\n",
                    "zz91d9f9aa2ce3c0 00000000\n",
                    "ff91d9f9aa2ce3c0 00000000\n",
                    "x".repeat(1_000_000)
                }) {
            Files.write(file, text.getBytes(US_ASCII));
            assertThatThrownBy(() -> PersistedBound.open(file, LEAD))
                    .isInstanceOfSatisfying(
                            ChronoFabricException.class,
                            e -> assertThat(e.code()).isEqualTo(ErrorCode.TIME_BOUND_UNAVAILABLE))
                    .hasMessageContaining("it does not hold a bound");
            assertThat(file).hasContent(text);
        }
    }

    @Test
    void aTimeThatCouldNotBeKeptIsNotHandedOut() throws Exception {
        try (PersistedBound kept = PersistedBound.open(file, LEAD)) {
            HybridLogicalClock clock = clock(kept);
            long last = clock.tickPhysical();
            wall.advance(2 * SECOND);
            // A folder in the way of what is written beside.
            Path beside = file.resolveSibling("clock.new");
            Files.createDirectory(beside);
            assertThatThrownBy(clock::tick)
                    .isInstanceOf(ChronoFabricException.class)
                    .hasMessageContaining("TIME_BOUND_UNAVAILABLE");
            assertThat(clock.lastPhysical()).isEqualTo(last);
            Files.delete(beside);
            assertThat(clock.tickPhysical()).isEqualTo(last + 2 * SECOND);
        }
    }

    @Test
    void aFolderThatCannotBeMadeIsSaid() throws Exception {
        Files.writeString(folder.resolve("deep"), "a file");
        assertThatThrownBy(() -> PersistedBound.open(file, LEAD))
                .isInstanceOf(ChronoFabricException.class)
                .hasMessageContaining("Check its folder and its rights.");
    }

    @Test
    void atTheEndOfTheRangeTheBoundStaysInIt() {
        wall.jump(Long.MAX_VALUE - START - 5);
        try (PersistedBound kept = PersistedBound.open(file, LEAD)) {
            clock(kept).tick();
            assertThat(kept.bound()).isEqualTo(Long.MAX_VALUE);
        }
    }

    @Test
    void noLeadIsRefused() {
        for (Duration lead : new Duration[] {Duration.ZERO, Duration.ofNanos(-1)}) {
            assertThatThrownBy(() -> PersistedBound.open(file, lead))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }

    private HybridLogicalClock clock(PersistedBound kept) {
        return new HybridLogicalClock(wall, new NodeId(1), OFFSET, kept);
    }
}
