package io.chronofabric.it.bench.patterns;

import com.espertech.esper.common.client.EPCompiled;
import com.espertech.esper.common.client.EventBean;
import com.espertech.esper.common.client.configuration.Configuration;
import com.espertech.esper.compiler.client.CompilerArguments;
import com.espertech.esper.compiler.client.EPCompileException;
import com.espertech.esper.compiler.client.EPCompilerProvider;
import com.espertech.esper.runtime.client.EPDeployException;
import com.espertech.esper.runtime.client.EPEventService;
import com.espertech.esper.runtime.client.EPRuntime;
import com.espertech.esper.runtime.client.EPRuntimeProvider;
import io.chronofabric.clogic.egc.EntityGovernor;
import io.chronofabric.clogic.egc.GovernanceOutput;
import io.chronofabric.clogic.egc.GovernanceRun;
import io.chronofabric.clogic.egc.RuleCheck;
import io.chronofabric.state.model.Decision;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.RuleRef;
import io.chronofabric.state.model.Verdict;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** A way to find the broken moments on one thread, without Flink and without a state backend. */
enum OneProcess {
    /** What it costs to make an event; finds nothing. */
    MADE(Watched.NOTHING) {
        @Override
        List<Broken> in(Latencies input) {
            List<Broken> found = new ArrayList<>();
            String[] names = names(input);
            for (int second = 0; second < input.seconds(); second++) {
                for (int service = 0; service < names.length; service++) {
                    if (Double.isNaN(input.sample(names[service], service, second).getLat())) {
                        throw new IllegalStateException("an event without latency");
                    }
                }
            }
            return found;
        }
    },
    /** The rule of recovery. */
    RECOVERY_GOVERNED(Watched.RECOVERY) {
        @Override
        List<Broken> in(Latencies input) {
            return governed(input);
        }
    },
    /**
     * The rises, and for each the wait for its recovery; telling a rise from the last two events
     * ({@code groupwin} or a context with {@code prior}) costs half as much again. Time is moved
     * before the events of a moment are sent, hence the millisecond.
     */
    RECOVERY_ESPER(Watched.RECOVERY) {
        @Override
        List<Broken> in(Latencies input) throws EPCompileException, EPDeployException {
            return esper(
                    input,
                    """
            insert into Rise
            select * from Sample match_recognize (
              partition by service
              measures above.service as service, above.at as risenAt
              pattern (below above)
              define below as below.lat < 250, above as above.lat > 250);

            @name('broken')
            select rise.service as service, rise.risenAt as brokenAt from pattern [
              every rise=Rise ->
                (timer:interval(10 sec 1 msec) and not Sample(service = rise.service, lat <= 250))];
            """);
        }
    },
    /** The rule of refusal. */
    REFUSAL_GOVERNED(Watched.REFUSAL) {
        @Override
        List<Broken> in(Latencies input) {
            return governed(input);
        }
    },
    /**
     * Esper: the last slow event of each service, as long as it is no older than ten minutes,
     * joined with one answered at once. A pattern would keep each slow event, as CEP does.
     */
    REFUSAL_ESPER(Watched.REFUSAL) {
        @Override
        List<Broken> in(Latencies input) throws EPCompileException, EPDeployException {
            return esper(
                    input,
                    """
                    @name('broken')
                    select refused.service as service, refused.at as brokenAt
                    from Sample(lat < 2) as refused unidirectional,
                      Sample(lat > 250)#unique(service)#time(600 sec 1 msec) as slow
                    where slow.service = refused.service;
                    """);
        }
    };

    private final Watched watched;

    OneProcess(Watched watched) {
        this.watched = watched;
    }

    /** What it looks for. */
    Watched watched() {
        return watched;
    }

    /** The broken moments among the events. */
    abstract List<Broken> in(Latencies input) throws EPCompileException, EPDeployException;

    List<Broken> governed(Latencies input) {
        List<Broken> found = new ArrayList<>();
        EntityGovernor governor =
                new EntityGovernor(RuleCheck.compile(watched.rules()).rules(), 100_000);
        GovernanceRun run = new GovernanceRun(governor, new Violations(found::add));
        String[] names = names(input);
        for (int second = 0; second < input.seconds(); second++) {
            run.watermark(Latencies.millis(second) - 1);
            for (int service = 0; service < names.length; service++) {
                run.signal(input.signal(names[service], service, second));
            }
        }
        run.end();
        return found;
    }

    /** Esper's time is set from outside, as the watermark is elsewhere. */
    private static List<Broken> esper(Latencies input, String epl)
            throws EPCompileException, EPDeployException {
        List<Broken> found = new ArrayList<>();
        Configuration settings = new Configuration();
        settings.getCommon().addEventType("Sample", Sample.class);
        settings.getRuntime().getThreading().setInternalTimerEnabled(false);
        EPCompiled compiled =
                EPCompilerProvider.getCompiler().compile(epl, new CompilerArguments(settings));
        EPRuntime runtime = EPRuntimeProvider.getRuntime("patterns", settings);
        try {
            EPEventService events = runtime.getEventService();
            events.advanceTime(Latencies.millis(0));
            String deployed = runtime.getDeploymentService().deploy(compiled).getDeploymentId();
            runtime.getDeploymentService()
                    .getStatement(deployed, "broken")
                    .addListener((matches, gone, statement, unused) -> add(matches, found));
            String[] names = names(input);
            for (int second = 0; second < input.seconds(); second++) {
                events.advanceTime(Latencies.millis(second));
                for (int service = 0; service < names.length; service++) {
                    events.sendEventBean(input.sample(names[service], service, second), "Sample");
                }
            }
            events.advanceTime(input.lastMillis() + 1);
            return found;
        } finally {
            runtime.destroy();
        }
    }

    private static String[] names(Latencies input) {
        String[] names = new String[input.services()];
        for (int service = 0; service < names.length; service++) {
            names[service] = Latencies.name(service);
        }
        return names;
    }

    private static void add(EventBean[] matches, List<Broken> found) {
        for (EventBean match : matches) {
            found.add(new Broken((String) match.get("service"), (Long) match.get("brokenAt")));
        }
    }

    private static final class Violations implements GovernanceOutput {
        private final Consumer<Broken> found;

        Violations(Consumer<Broken> found) {
            this.found = found;
        }

        @Override
        public void verdict(Verdict verdict) {
            if (verdict.isViolated()) {
                found.accept(new Broken(verdict.entity(), verdict.timeMillis()));
            }
        }

        @Override
        public void decision(Decision decision) {
            // The verdicts say it.
        }

        @Override
        public void rejected(Rejected rejected) {
            throw new IllegalStateException("an event was rejected: " + rejected);
        }

        @Override
        public void duplicate() {
            throw new IllegalStateException("an event is there twice");
        }

        @Override
        public void ungoverned() {
            throw new IllegalStateException("an event that the rule does not govern");
        }

        @Override
        public void unanswered(long moments) {
            // At the end.
        }

        @Override
        public void margin(RuleRef rule, long timeMillis, double robustness) {
            // The verdicts say it.
        }
    }
}
