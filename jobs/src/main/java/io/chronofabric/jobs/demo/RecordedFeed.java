package io.chronofabric.jobs.demo;

import io.chronofabric.jobs.GovernanceJob;
import io.chronofabric.jobs.config.Speed;
import io.chronofabric.jobs.replay.ReplaySource;
import io.chronofabric.state.model.Rule;
import java.util.List;

/** A recorded trace, which the job's own source reads. */
final class RecordedFeed implements Feed {
    private final String path;
    private final Speed speed;
    private final ReplaySource source;

    RecordedFeed(String path, Speed speed) {
        this.path = path;
        this.speed = speed;
        this.source = ReplaySource.of(path, speed);
    }

    @Override
    public String description() {
        return path + " at speed " + speed;
    }

    @Override
    public String clock() {
        return "";
    }

    @Override
    public boolean isRecorded() {
        return true;
    }

    @Override
    public void check() {
        source.check();
    }

    @Override
    public GovernanceJob.Input input(List<Rule> rules) {
        return GovernanceJob.Input.recorded(source, "replay", rules);
    }

    @Override
    public void start() {
        // The source starts by itself.
    }

    @Override
    public void end() {
        // Only canceling ends a source before its end.
    }

    @Override
    public void close() {
        // Holds nothing open.
    }
}
