package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonToken;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.TopicMapping.Signals;
import java.util.HashMap;
import java.util.Map;

/** The one measurement of a record that names it. Not thread-safe. */
final class NarrowFields implements MappedFields {
    /** How many names are remembered; a record with another has an array of its own. */
    private static final int NAMES = 1_024;

    private final Signals.Narrow signal;
    private final PointerTree record;
    private final int namePlace;
    private final int valuePlace;

    /** Records with the same name share one array. */
    private final Map<String, String[]> names = new HashMap<>();

    NarrowFields(Signals.Narrow signal, PointerTree record) {
        this.signal = signal;
        this.record = record;
        namePlace = record.place(signal.nameAt());
        valuePlace = record.numberPlace(signal.valueAt());
    }

    @Override
    public Fields read() throws Refusal {
        String text = record.text(namePlace);
        if (record.token(namePlace) != JsonToken.VALUE_STRING || !Names.isUsable(text)) {
            throw new Refusal(
                    RejectReason.BAD_VALUE,
                    "name of the signal: "
                            + record.show(namePlace)
                            + " at "
                            + Shown.of(signal.nameAt()),
                    Names.EXPECTED);
        }
        double value = WideFields.number(record, valuePlace, text, signal.valueAt());
        return Fields.ofSorted(shared(text), new double[] {value});
    }

    private String[] shared(String name) {
        String[] known = names.get(name);
        if (known == null) {
            known = new String[] {name};
            if (names.size() < NAMES) {
                names.put(name, known);
            }
        }
        return known;
    }
}
