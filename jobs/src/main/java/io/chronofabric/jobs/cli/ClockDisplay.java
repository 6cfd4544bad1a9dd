package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.deadletters.Printable;
import io.chronofabric.jobs.embedded.Console;
import io.chronofabric.jobs.embedded.ShownBound;
import io.chronofabric.state.codec.RowJson;
import io.chronofabric.time.TimeSource;
import io.chronofabric.time.clock.ClockJump;
import io.chronofabric.time.clock.ClockReading;
import io.chronofabric.time.clock.ClockSelector;
import io.chronofabric.time.clock.ClockStanding;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Shows how the clocks stand, as a table for people or as JSON. For one thread. */
final class ClockDisplay {
    /** The exit code where nothing bounds the clock. */
    static final int NO_BOUND = 3;

    private static final String CLEAR = "\u001b[H\u001b[J";
    private static final int TEXT = 500;
    private static final double PPB_PER_PPM = 1_000;

    private final Console console;
    private final ClockSelector selector;
    private final TimeSource time;
    private final boolean json;

    ClockDisplay(Console console, ClockSelector selector, TimeSource time, boolean json) {
        this.console = console;
        this.selector = selector;
        this.time = time;
        this.json = json;
    }

    /**
     * Checks and shows once.
     *
     * @return the exit code
     */
    int once() {
        return show(false);
    }

    /**
     * Checks and shows again and again.
     *
     * @return the exit code by what was shown last
     */
    int watch(CompletableFuture<String> stop, Duration every) throws InterruptedException {
        while (true) {
            int code = show(true);
            try {
                stop.get(every.toNanos(), TimeUnit.NANOSECONDS);
                return code;
            } catch (TimeoutException e) {
                // The next picture.
                continue;
            } catch (ExecutionException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    private int show(boolean watching) {
        selector.check();
        ClockStanding standing = selector.standing();
        OptionalLong bound = standing.errorBoundNanosAt(time.monotonicNanos());
        PrintWriter out = console.out();
        if (json) {
            out.println(RowJson.write(row(standing, bound)));
        } else {
            if (watching && console.terminal()) {
                out.print(CLEAR);
            }
            print(standing, bound, watching);
            if (watching && !console.terminal()) {
                out.println();
            }
        }
        out.flush();
        return bound.isPresent() ? ExitCodes.OK : NO_BOUND;
    }

    private void print(ClockStanding standing, OptionalLong bound, boolean watching) {
        PrintWriter out = console.out();
        TextTable table = new TextTable("SOURCE", "STATE", "BOUND", "DRIFT", "WHY");
        for (ClockStanding.Source source : standing.sources()) {
            ClockReading reading = source.reading();
            table.add(
                    source.name(),
                    reading.state().word(),
                    ShownBound.of(reading.errorBoundNanos()),
                    drift(reading.driftPpm()),
                    reading.why());
        }
        table.print(out);
        out.println();
        if (bound.isPresent()) {
            out.println(
                    "This clock is within "
                            + ShownBound.of(bound)
                            + " of true time, by "
                            + standing.active().orElse("")
                            + ".");
        } else {
            out.println("This clock is not bounded: nobody can say how far it is from true time.");
        }
        out.println(Printable.line("Why: " + standing.why(), TEXT));
        out.println(jumps(standing, watching));
    }

    private static String jumps(ClockStanding standing, boolean watching) {
        if (!watching) {
            return "Jumps: seen only while somebody watches (--watch).";
        }
        StringBuilder line = new StringBuilder("Jumps while watching:");
        for (ClockJump.Kind kind : ClockJump.Kind.values()) {
            line.append(' ')
                    .append(standing.jumps().get(kind))
                    .append(' ')
                    .append(kind.label())
                    .append(',');
        }
        line.setCharAt(line.length() - 1, '.');
        standing.lastJump().ifPresent(jump -> line.append(" Last: ").append(jump.sentence()));
        return line + " Fail-overs: " + standing.failovers() + ".";
    }

    private static String drift(OptionalDouble ppm) {
        return ppm.isPresent()
                ? String.format(Locale.ROOT, "%+.3f ppm", ppm.getAsDouble())
                : "unknown";
    }

    private static Map<String, Object> row(ClockStanding standing, OptionalLong bound) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("active", standing.active().orElse(null));
        row.put("why", standing.why());
        reading(row, standing.reading(), bound);
        List<Map<String, Object>> sources = new ArrayList<>();
        for (ClockStanding.Source source : standing.sources()) {
            Map<String, Object> one = new LinkedHashMap<>();
            one.put("name", source.name());
            one.put("kind", source.kind().name().toLowerCase(Locale.ROOT));
            one.put("trusted", source.trusted());
            reading(one, source.reading(), source.reading().errorBoundNanos());
            one.put("why", source.reading().why());
            one.put("failures", source.failures());
            sources.add(one);
        }
        row.put("sources", sources);
        Map<String, Object> jumps = new LinkedHashMap<>();
        for (ClockJump.Kind kind : ClockJump.Kind.values()) {
            jumps.put(kind.label(), standing.jumps().get(kind));
        }
        row.put("jumps", jumps);
        row.put("lastJump", standing.lastJump().map(ClockDisplay::jump).orElse(null));
        row.put("synchronizations", standing.synchronizations());
        row.put("failovers", standing.failovers());
        return row;
    }

    private static Map<String, Object> jump(ClockJump jump) {
        Map<String, Object> row = new LinkedHashMap<>();
        row.put("kind", jump.kind().label());
        row.put("nanos", jump.nanos());
        return row;
    }

    private static void reading(Map<String, Object> row, ClockReading reading, OptionalLong bound) {
        OptionalDouble drift = reading.driftPpm();
        row.put("state", reading.state().name().toLowerCase(Locale.ROOT));
        row.put("errorBoundNanos", bound.isPresent() ? (Long) bound.getAsLong() : null);
        row.put(
                "driftPpb",
                drift.isPresent() ? (Long) Math.round(drift.getAsDouble() * PPB_PER_PPM) : null);
    }
}
