package io.chronofabric.state.codec;

import com.fasterxml.jackson.core.JsonToken;
import io.chronofabric.state.model.Fields;
import io.chronofabric.state.model.RejectReason;
import io.chronofabric.state.model.TopicMapping.Field;
import io.chronofabric.state.model.TopicMapping.Signals;
import java.util.BitSet;
import java.util.Comparator;

/** Several measurements of one record, each at a place of its own. Not thread-safe. */
final class WideFields implements MappedFields {
    private final Field[] fields;
    private final int[] places;
    private final boolean allNeeded;
    private final PointerTree record;
    private final FieldShapes shapes;
    private final BitSet present;

    WideFields(Signals.Wide signals, PointerTree record) {
        this.record = record;
        allNeeded = signals.allNeeded();
        fields =
                signals.fields().stream()
                        .sorted(Comparator.comparing(Field::name))
                        .toArray(Field[]::new);
        places = new int[fields.length];
        String[] names = new String[fields.length];
        for (int i = 0; i < fields.length; i++) {
            places[i] = record.numberPlace(fields[i].at());
            names[i] = fields[i].name();
        }
        shapes = new FieldShapes(names);
        present = new BitSet(fields.length);
    }

    @Override
    public Fields read() throws Refusal {
        double[] values = new double[fields.length];
        int count = 0;
        present.clear();
        for (int i = 0; i < fields.length; i++) {
            if (!record.isAbsent(places[i])) {
                present.set(i);
                values[count++] = value(fields[i], places[i]);
            } else if (allNeeded) {
                throw bad(fields[i], places[i], "a finite number");
            }
        }
        if (count == 0) {
            throw new Refusal(
                    RejectReason.BAD_VALUE,
                    "no signal, nothing at "
                            + Shown.of(fields[0].at())
                            + (fields.length == 1 ? "" : " or any other place"),
                    "at least one number");
        }
        return shapes.of(present, values);
    }

    private double value(Field field, int place) throws Refusal {
        double value = number(record, place, field.name(), field.at());
        // Left alone where nothing is to be done: -0.0 * 1 + 0 is 0.0.
        if (field.scale() != 1) {
            value *= field.scale();
        }
        if (field.offset() != 0) {
            value += field.offset();
        }
        if (!Double.isFinite(value)) {
            throw bad(
                    field,
                    place,
                    "a number that is finite times " + field.scale() + " plus " + field.offset());
        }
        return value;
    }

    private Refusal bad(Field field, int place, String expected) {
        return badValue(record, place, field.name(), field.at(), expected);
    }

    /** The finite number at a place. */
    static double number(PointerTree record, int place, String name, String at) throws Refusal {
        JsonToken token = record.token(place);
        if (token == null || !token.isNumeric()) {
            throw badValue(
                    record,
                    place,
                    name,
                    at,
                    token == JsonToken.VALUE_STRING
                            ? "a finite number, without quotes"
                            : "a finite number");
        }
        double value = record.number(place);
        if (!Double.isFinite(value)) {
            throw badValue(record, place, name, at, "a finite number, at most 1.797e308");
        }
        return value;
    }

    private static Refusal badValue(
            PointerTree record, int place, String name, String at, String expected) {
        return new Refusal(
                RejectReason.BAD_VALUE,
                Shown.of(name) + ": " + record.show(place) + " at " + Shown.of(at),
                expected);
    }
}
