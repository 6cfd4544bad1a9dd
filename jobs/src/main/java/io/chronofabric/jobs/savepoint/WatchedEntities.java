package io.chronofabric.jobs.savepoint;

import io.chronofabric.clogic.egc.flink.PatternsStateSerializer;
import io.chronofabric.clogic.egc.pattern.PatternsReport;
import io.chronofabric.clogic.egc.pattern.PatternsState;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.flink.api.common.functions.RuntimeContext;
import org.apache.flink.api.common.state.ValueState;
import org.apache.flink.api.common.state.ValueStateDescriptor;

/** What the pattern operator keeps: events that wait, and sequences that have begun. */
final class WatchedEntities extends KeptEntities {
    private static final long serialVersionUID = 1L;

    private transient ValueState<PatternsState> states;

    @Override
    void open(RuntimeContext context) {
        states =
                context.getState(
                        new ValueStateDescriptor<>("patterns", PatternsStateSerializer.INSTANCE));
    }

    @Override
    EntitySize size(String entity) throws IOException {
        PatternsState state = states.value();
        if (state == null) {
            return new EntitySize(entity, 0, 0, 0, 0, 0, 0);
        }
        return new EntitySize(
                entity,
                state.waiting().size(),
                bytesOf(state, PatternsStateSerializer.INSTANCE),
                0,
                PatternsReport.of(state).patterns().size(),
                state.partialMatches(),
                newestNanos(state.waiting()));
    }

    @Override
    List<EntityLine> lines(int mostEvents, List<String> fields) throws IOException {
        PatternsState state = states.value();
        if (state == null) {
            return List.of();
        }
        List<EntityLine> lines = new ArrayList<>();
        PatternsReport report = PatternsReport.of(state);
        lines.add(
                new EntityLine(
                        EntityLine.Kind.PATTERNS,
                        report.settledNanos(),
                        state.waiting().size()
                                + " events wait for the patterns"
                                + (report.provisional() == 0
                                        ? ""
                                        : ", "
                                                + report.provisional()
                                                + " matches told before the watermark")));
        for (PatternsReport.PatternStanding pattern : report.patterns()) {
            lines.add(new EntityLine(EntityLine.Kind.PATTERN, 0, text(pattern)));
        }
        lines.addAll(events(EntityLine.Kind.WAITING, state.waiting(), mostEvents, fields));
        return lines;
    }

    private static String text(PatternsReport.PatternStanding pattern) {
        return pattern.pattern()
                + " "
                + pattern.partialMatches()
                + " partial matches of "
                + pattern.keptEvents()
                + " events"
                + (pattern.windows().isEmpty()
                        ? ""
                        : ", values in windows: "
                                + pattern.windows().stream()
                                        .map(String::valueOf)
                                        .collect(Collectors.joining(", ")));
    }
}
