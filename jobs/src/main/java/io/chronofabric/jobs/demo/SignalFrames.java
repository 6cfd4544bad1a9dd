package io.chronofabric.jobs.demo;

import io.chronofabric.bus.wire.FrameFault;
import io.chronofabric.bus.wire.FrameReader;
import io.chronofabric.bus.wire.MalformedFrameHandler;
import io.chronofabric.connector.bus.BusDeserializationSchema;
import io.chronofabric.connector.bus.BusOrigin;
import io.chronofabric.core.TraceContext;
import io.chronofabric.state.codec.SignalJson;
import io.chronofabric.state.flink.RecordTypes;
import io.chronofabric.state.model.Ingested;
import io.chronofabric.state.model.Origin;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.Rejected;
import io.chronofabric.state.model.Signal;
import java.util.Optional;
import org.apache.flink.api.common.typeinfo.TypeInformation;
import org.apache.flink.util.Collector;

/**
 * Makes one signal, or one rejected record, of every packet whose payload is to be a signal in
 * JSON. What the JSON says of its time, its clock's error and its trace goes first; what it leaves
 * out, the packet says. Never throws.
 */
final class SignalFrames implements BusDeserializationSchema<Ingested> {
    private static final long serialVersionUID = 1L;

    SignalFrames() {}

    @Override
    public void deserialize(FrameReader frame, BusOrigin origin, Collector<Ingested> out) {
        out.collect(read(frame, place(origin)));
    }

    @Override
    public void malformed(
            FrameFault fault, FrameReader raw, BusOrigin origin, Collector<Ingested> out) {
        out.collect(
                new Rejected(
                        raw.copyRaw(MalformedFrameHandler.KEPT_BYTES),
                        place(origin),
                        RejectReason.MALFORMED,
                        "no packet: " + fault.text()));
    }

    @Override
    public TypeInformation<Ingested> getProducedType() {
        return RecordTypes.ingested();
    }

    /** What a packet holds. */
    static Ingested read(FrameReader frame, Origin origin) {
        byte[] payload = frame.copyPayload();
        Ingested read = SignalJson.read(payload, origin);
        if (read instanceof Rejected rejected && rejected.reason() == RejectReason.BAD_IDENTITY) {
            Ingested again = SignalJson.read(payload, origin, frame.time());
            read = again instanceof Signal ? again : read;
        }
        if (!(read instanceof Signal signal)) {
            return read;
        }
        if (signal.clockErrorNanos() == Signal.NO_BOUND && frame.clockErrorNanos() >= 0) {
            signal = signal.within(frame.clockErrorNanos());
        }
        Optional<TraceContext> trace = frame.trace();
        return trace.isPresent() ? signal.of(trace.get()) : signal;
    }

    private static Origin place(BusOrigin origin) {
        return new Origin(origin.bus(), (int) origin.recording(), origin.position());
    }
}
