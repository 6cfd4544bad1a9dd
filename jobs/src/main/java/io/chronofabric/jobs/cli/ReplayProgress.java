package io.chronofabric.jobs.cli;

import io.chronofabric.jobs.deadletters.Replay;
import io.chronofabric.jobs.embedded.Console;
import io.chronofabric.time.TimeSource;
import java.util.Map;
import java.util.TreeMap;

/**
 * Tells people how a replay goes: on a terminal a line that is redrawn, elsewhere a line every few
 * seconds. For one thread.
 */
final class ReplayProgress implements Replay.Listener {
    private static final long LINE_EVERY_NANOS = 5_000_000_000L;

    /** Skipped letters that are named; the rest is counted by reason. */
    private static final int NAMED = 20;

    private static final int REASONS = 100;
    private static final String REDRAW = "\r\u001b[K";

    private final Console console;
    private final TimeSource clock;
    private final boolean dryRun;
    private final Map<String, Long> unnamed = new TreeMap<>();
    private long named;
    private long lastLine;
    private boolean drawn;

    ReplayProgress(Console console, TimeSource clock, boolean dryRun) {
        this.console = console;
        this.clock = clock;
        this.dryRun = dryRun;
        this.lastLine = clock.monotonicNanos();
    }

    @Override
    public void note(String sentence) {
        console.err().println(sentence);
    }

    @Override
    public void would(String sentence) {
        console.out().println("would send " + sentence);
    }

    @Override
    public void skipped(String id, String why) {
        if (named < NAMED) {
            named++;
            clear();
            console.err().println("skipped " + id + ": " + why);
        } else {
            String reason = unnamed.size() < REASONS || unnamed.containsKey(why) ? why : "other";
            unnamed.merge(reason, 1L, Long::sum);
        }
    }

    @Override
    public void progress(Replay.Tally tally) {
        String text = tally.sent() + " sent, " + tally.skipped() + " skipped ...";
        if (console.terminal()) {
            console.out().print(REDRAW + text);
            drawn = true;
        } else if (clock.monotonicNanos() - lastLine >= LINE_EVERY_NANOS) {
            lastLine = clock.monotonicNanos();
            console.out().println(text);
        }
        console.out().flush();
    }

    /** The last lines. */
    void end(Replay.Tally tally, boolean ended) {
        clear();
        unnamed.forEach(
                (why, count) -> console.err().println("skipped " + count + " more: " + why));
        if (tally.unreadable() > 0) {
            console.err()
                    .println(
                            tally.unreadable()
                                    + " records in the topic are no dead letters and were passed"
                                    + " over.");
        }
        console.out()
                .println(
                        (ended ? "" : "Stopped. ")
                                + (dryRun ? "Would replay " : "Replayed ")
                                + tally.sent()
                                + "; replayed before: "
                                + tally.before()
                                + "; skipped: "
                                + tally.skipped()
                                + ".");
        console.out().flush();
    }

    private void clear() {
        if (drawn) {
            console.out().print(REDRAW);
            console.out().flush();
            drawn = false;
        }
    }
}
