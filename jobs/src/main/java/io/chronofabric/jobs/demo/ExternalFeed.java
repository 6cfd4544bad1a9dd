package io.chronofabric.jobs.demo;

import io.chronofabric.bus.aeron.BusDriver;
import io.chronofabric.bus.aeron.BusHome;
import io.chronofabric.bus.aeron.DriverSettings;
import io.chronofabric.connector.bus.BusSource;
import io.chronofabric.jobs.GovernanceJob;
import io.chronofabric.jobs.bus.BusFolders;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Rule;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;

/**
 * Telemetry that other processes publish on the bus of this host. Starts the driver itself if none
 * runs, and stops it with the demo.
 */
final class ExternalFeed implements Feed {
    private static final String BUS = "telemetry";

    /** Recordings of publishers that have gone must not hold back the answers of the others. */
    private static final Duration IDLE_AFTER = Duration.ofSeconds(5);

    private final BusHome home;
    private final Path log;
    private final Duration outOfOrderness;
    private BusDriver driver;

    /**
     * @param home of the driver
     * @param outOfOrderness how far out of order the bus may be
     */
    ExternalFeed(BusHome home, Duration outOfOrderness) {
        this.home = home;
        this.log = BusFolders.log(home, System.getenv());
        this.outOfOrderness = outOfOrderness;
    }

    @Override
    public String description() {
        return "what other processes publish on bus " + BUS + " of " + home.directory();
    }

    @Override
    public String clock() {
        return "";
    }

    @Override
    public boolean isRecorded() {
        return false;
    }

    @Override
    public boolean endsOnlyByCancel() {
        return true;
    }

    @Override
    public List<String> hints() {
        return List.of(
                driver == null
                        ? "A bus driver runs in " + home.directory() + "; using that."
                        : "The bus driver listens in "
                                + home.directory()
                                + " and logs to "
                                + log
                                + ".",
                "In another terminal:",
                "  bin/chronofabric bus publish "
                        + BUS
                        + " --source host --durable --telemetry --directory "
                        + home.directory());
    }

    @Override
    public void check() {
        if (!BusDriver.isRunning(home)) {
            driver = BusDriver.launch(DriverSettings.of(home, log));
        }
    }

    @Override
    public GovernanceJob.Input input(List<Rule> rules) {
        BusSource<Ingested> source =
                BusSource.<Ingested>builder()
                        .home(home)
                        .bus(BUS)
                        .fromLatest()
                        .deserializer(new SignalFrames())
                        .build();
        GovernanceJob.Input live = GovernanceJob.Input.live(source, "bus: " + BUS, outOfOrderness);
        return new GovernanceJob.Input(
                live.source(), live.name(), live.watermarks().withIdleness(IDLE_AFTER));
    }

    @Override
    public void start() {
        // Others publish.
    }

    @Override
    public void end() {
        // Others may go on to publish; only canceling ends the source.
    }

    @Override
    public void close() {
        if (driver != null) {
            driver.close();
            driver = null;
        }
    }
}
