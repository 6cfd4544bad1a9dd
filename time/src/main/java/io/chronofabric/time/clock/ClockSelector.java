package io.chronofabric.time.clock;

import io.chronofabric.time.TimeSource;
import java.util.Collections;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Goes by the first of its sources, in their order, that bounds the clock. A source in doubt is
 * read again after 100 ms, 200 ms and so on; three failures in a row make the next one active,
 * three good readings in a row bring a better one back, twice as many each time that it was given
 * up soon after. When the wall clock jumps or stands still there is no bound until a source has
 * been read often enough since.
 *
 * <p>{@link #check} does the work, for one thread at a time; {@link #standing} is for all threads
 * and costs one volatile read. No clock is ever set.
 */
public final class ClockSelector implements AutoCloseable {
    private final TimeSource time;
    private final ClockSettings settings;
    private final ClockListener listener;
    private final List<TrackedSource> sources;
    private final JumpDetector detector;
    private final Map<ClockJump.Kind, Long> jumps = new EnumMap<>(ClockJump.Kind.class);
    private Optional<ClockJump> lastJump = Optional.empty();
    private TrackedSource active;
    private String why = "no source was asked so far";
    private boolean toldNone;
    private long synchronizations;
    private long failovers;
    private volatile ClockStanding standing;

    /**
     * @param sources the sources, the best first, each with a name of its own
     * @param time the clocks that are watched, and that readings are dated by
     * @param settings intervals and thresholds
     * @param listener is told of changes
     * @throws IllegalArgumentException if two sources have the same name
     */
    public ClockSelector(
            List<? extends ClockSource> sources,
            TimeSource time,
            ClockSettings settings,
            ClockListener listener) {
        this.time = Objects.requireNonNull(time, "time");
        this.settings = Objects.requireNonNull(settings, "settings");
        this.listener = Objects.requireNonNull(listener, "listener");
        Set<String> names = new HashSet<>();
        for (ClockSource source : sources) {
            if (!names.add(source.name())) {
                throw new IllegalArgumentException(
                        "two sources named " + source.name() + " (expected: names of their own)");
            }
        }
        long now = time.monotonicNanos();
        this.sources =
                sources.stream().map(source -> new TrackedSource(source, settings, now)).toList();
        this.detector =
                new JumpDetector(
                        time,
                        settings.jumpThreshold().toNanos(),
                        settings.healthInterval().toNanos());
        for (ClockJump.Kind kind : ClockJump.Kind.values()) {
            jumps.put(kind, 0L);
        }
        this.standing = stand(now);
    }

    /** How the clocks stood after the last check. */
    public ClockStanding standing() {
        return standing;
    }

    /**
     * Looks for a jump, reads the sources that are due, and chooses.
     *
     * @return after how many nanoseconds the next check is due, greater than 0
     */
    public synchronized long check() {
        long now = time.monotonicNanos();
        watchWallClock(now);
        if (!detector.isFrozen()) {
            for (TrackedSource source : sources) {
                if (source.isDue(now)) {
                    source.ask(now);
                }
            }
        }
        choose();
        standing = stand(now);
        long next = now + settings.healthInterval().toNanos();
        for (TrackedSource source : sources) {
            next = Math.min(next, source.due());
        }
        return Math.max(1, next - now);
    }

    private void watchWallClock(long now) {
        boolean wasFrozen = detector.isFrozen();
        Optional<ClockJump> jump = detector.look();
        boolean goesOn = wasFrozen && !detector.isFrozen();
        if (jump.isPresent()) {
            lastJump = jump;
            jumps.merge(jump.get().kind(), 1L, Long::sum);
            active = null;
            toldNone = false;
            why = jump.get().sentence() + " The sources have to be read again.";
            listener.trouble(why);
        } else if (goesOn) {
            listener.changed("The wall clock goes on.");
        }
        if (jump.isPresent() || wasFrozen) {
            for (TrackedSource source : sources) {
                source.forget(now, detector.isFrozen());
            }
        }
    }

    private void choose() {
        TrackedSource best =
                sources.stream().filter(TrackedSource::isTrusted).findFirst().orElse(null);
        if (best == active) {
            if (best == null && !toldNone && !detector.isFrozen() && nobodyComesBack()) {
                lost("");
            }
            return;
        }
        TrackedSource before = active;
        active = best;
        if (best == null) {
            lost(before.name() + " failed. ");
            return;
        }
        toldNone = false;
        synchronizations++;
        if (before == null) {
            why = best.name() + " is the first in order that bounds the clock.";
            listener.changed(why);
        } else if (before.isTrusted()) {
            why = best.name() + " comes before " + before.name() + " and bounds the clock again.";
            listener.changed(why);
        } else {
            failovers++;
            why =
                    "%s, since %s failed %d times in a row: %s."
                            .formatted(
                                    best.name(),
                                    before.name(),
                                    settings.failuresToFailOver(),
                                    before.why());
            listener.trouble(why);
        }
    }

    private boolean nobodyComesBack() {
        return sources.stream().noneMatch(TrackedSource::isComingBack);
    }

    private void lost(String what) {
        toldNone = true;
        why =
                what
                        + "No source bounds the clock: "
                        + sources.stream()
                                .map(source -> source.name() + ": " + source.why())
                                .collect(Collectors.joining("; "))
                        + ".";
        if (synchronizations == 0 && lastJump.isEmpty()) {
            // It never was otherwise: many hosts have nobody who keeps their clock.
            listener.changed(why);
        } else {
            listener.trouble(why);
        }
    }

    private ClockStanding stand(long now) {
        return new ClockStanding(
                Optional.ofNullable(active).map(TrackedSource::name),
                why,
                active == null
                        ? ClockReading.unbounded(ClockReading.State.UNSYNCHRONIZED, now, why)
                        : active.reading(),
                sources.stream().map(TrackedSource::standing).toList(),
                lastJump,
                Collections.unmodifiableMap(jumps),
                synchronizations,
                failovers);
    }

    /** Gives back what the sources hold. */
    @Override
    public synchronized void close() {
        sources.forEach(TrackedSource::close);
    }
}
