package io.chronofabric.jobs.demo;

import io.chronofabric.bus.BusException;
import io.chronofabric.bus.LocalBuses;
import io.chronofabric.bus.PhaseCoherenceBus;
import io.chronofabric.bus.PhasePacket;
import io.chronofabric.bus.SubscriptionOptions;
import io.chronofabric.bus.WhenFull;
import io.chronofabric.connector.bus.local.LocalBusSource;
import io.chronofabric.core.NodeId;
import io.chronofabric.jobs.GovernanceJob;
import io.chronofabric.jobs.config.Options;
import io.chronofabric.jobs.config.Settings;
import io.chronofabric.jobs.embedded.ShownBound;
import io.chronofabric.jobs.telemetry.HostTelemetry;
import io.chronofabric.jobs.telemetry.TelemetryPublisher;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Rule;
import io.chronofabric.state.model.Signal;
import io.chronofabric.time.HybridLogicalClock;
import io.chronofabric.time.TimeSource;
import io.chronofabric.time.clock.ClockBoundClock;
import io.chronofabric.time.clock.ClockSettings;
import io.chronofabric.time.clock.ClockWatch;
import io.chronofabric.time.clock.HostClocks;
import io.chronofabric.time.clock.HostTime;
import io.chronofabric.time.clock.LoggedClocks;
import java.util.List;
import java.util.OptionalLong;

/** This host's telemetry, over the in-process bus. */
final class LiveFeed implements Feed {
    private final Settings settings;
    private final HostTelemetry telemetry;
    private final PhaseCoherenceBus<Signal> bus;
    private final LocalBusSource<Signal, Ingested> source;
    private final TelemetryPublisher publisher;
    private final HostTime host;
    private ClockWatch watch;

    LiveFeed(String run, Settings settings, TimeSource wall) {
        this.settings = settings;
        this.host =
                new HostTime(
                        wall,
                        HostClocks.inOrder(wall, ClockBoundClock.DEFAULT_FILE),
                        ClockSettings.DEFAULT,
                        new LoggedClocks());
        TimeSource time = host.steady();
        this.telemetry =
                new HostTelemetry(
                        time,
                        settings.get(Options.TELEMETRY_CORES),
                        () -> host.errorBoundNanos().orElse(Signal.NO_BOUND));
        String name = "demo-" + run;
        this.bus =
                new PhaseCoherenceBus<>(
                        name,
                        Signal.class,
                        new HybridLogicalClock(time, NodeId.of(telemetry.host())),
                        time);
        bus.reports(host::register);
        // A reading that comes too late for the job is of less use than a new one.
        SubscriptionOptions subscription =
                SubscriptionOptions.named("governance")
                        .withCapacity(settings.get(Options.BUS_CAPACITY))
                        .withWhenFull(WhenFull.DROP_OLDEST);
        this.source =
                new LocalBusSource<>(
                        name,
                        Signal.class,
                        subscription,
                        PhasePacket::payload,
                        RecordTypes.ingested());
        this.publisher =
                new TelemetryPublisher(
                        telemetry::read,
                        this::publish,
                        time,
                        settings.get(Options.TELEMETRY_INTERVAL));
    }

    private void publish(Signal signal) {
        bus.publish(bus.packet(signal).time(signal.time()).build());
    }

    @Override
    public String description() {
        return "live telemetry of " + telemetry.host();
    }

    @Override
    public String clock() {
        OptionalLong bound = host.errorBoundNanos();
        return bound.isEmpty()
                ? "clock not bounded"
                : "clock within "
                        + ShownBound.of(bound)
                        + " by "
                        + host.standing().active().orElse("");
    }

    @Override
    public boolean isRecorded() {
        return false;
    }

    @Override
    public void check() {
        LocalBuses.register(bus);
        bus.reserve(source.subscription());
    }

    @Override
    public GovernanceJob.Input input(List<Rule> rules) {
        return GovernanceJob.Input.live(
                source, "bus: host telemetry", settings.get(Options.BUS_OUT_OF_ORDERNESS));
    }

    @Override
    public void start() {
        watch = ClockWatch.start(host);
        publisher.start();
    }

    @Override
    public void end() throws InterruptedException {
        publisher.close();
        bus.close();
    }

    @Override
    public void close() throws InterruptedException {
        end();
        if (watch != null) {
            watch.close();
        }
        try {
            // Normally the job has drained it; a failed job leaves it behind.
            bus.unsubscribe(source.subscription().name());
        } catch (BusException e) {
            return; // it is gone already
        }
    }
}
