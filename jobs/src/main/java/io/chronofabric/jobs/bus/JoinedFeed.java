package io.chronofabric.jobs.bus;

import io.chronofabric.bus.wire.StoredFrame;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.ToLongFunction;

/** Several feeds as one: in the order of the packets' times, or one feed after the other. */
final class JoinedFeed implements FrameFeed {
    private final List<FrameFeed> feeds;
    private final boolean byTime;
    private final List<StoredFrame> heads;
    private int current;

    private JoinedFeed(List<? extends FrameFeed> feeds, boolean byTime) {
        this.feeds = List.copyOf(feeds);
        this.byTime = byTime;
        this.heads = new ArrayList<>();
        this.feeds.forEach(feed -> heads.add(null));
    }

    /** Packets of all of them by time; each feed stays in its own order. */
    static JoinedFeed byTime(List<? extends FrameFeed> feeds) {
        return new JoinedFeed(feeds, true);
    }

    /** One after the other. */
    static JoinedFeed inTurn(List<? extends FrameFeed> feeds) {
        return new JoinedFeed(feeds, false);
    }

    @Override
    public Optional<StoredFrame> next() throws IOException {
        return byTime ? earliest() : ofCurrent();
    }

    private Optional<StoredFrame> ofCurrent() throws IOException {
        while (current < feeds.size()) {
            FrameFeed feed = feeds.get(current);
            Optional<StoredFrame> next = feed.next();
            if (next.isPresent() || !feed.isDone()) {
                return next;
            }
            feed.close();
            current++;
        }
        return Optional.empty();
    }

    private Optional<StoredFrame> earliest() throws IOException {
        int first = -1;
        for (int i = 0; i < feeds.size(); i++) {
            if (heads.get(i) == null) {
                heads.set(i, feeds.get(i).next().orElse(null));
                if (heads.get(i) == null && !feeds.get(i).isDone()) {
                    // Its next packet may be the earliest of all.
                    return Optional.empty();
                }
            }
            if (heads.get(i) != null && (first < 0 || isBefore(heads.get(i), heads.get(first)))) {
                first = i;
            }
        }
        return first < 0 ? Optional.empty() : Optional.of(heads.set(first, null));
    }

    @Override
    public boolean isDone() {
        return byTime
                ? heads.stream().allMatch(head -> head == null)
                        && feeds.stream().allMatch(FrameFeed::isDone)
                : current >= feeds.size();
    }

    @Override
    public long position() {
        return sum(FrameFeed::position);
    }

    @Override
    public long size() {
        return sum(FrameFeed::size);
    }

    @Override
    public long malformed() {
        return sum(FrameFeed::malformed);
    }

    @Override
    public void close() throws IOException {
        for (FrameFeed feed : feeds) {
            feed.close();
        }
    }

    private long sum(ToLongFunction<FrameFeed> figure) {
        return feeds.stream().mapToLong(figure).sum();
    }

    private static boolean isBefore(StoredFrame one, StoredFrame other) {
        return one.frame().time().compareTo(other.frame().time()) < 0;
    }
}
