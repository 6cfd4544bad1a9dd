package io.chronofabric.state.flink;

import io.chronofabric.state.model.RuleRef;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/** Rule versions: tenant (text), id (text), version (4 bytes). */
final class RuleRefFormat {
    private RuleRefFormat() {}

    static void write(RuleRef rule, DataOutput out) throws IOException {
        Wire.writeText(rule.tenant(), out);
        Wire.writeText(rule.id(), out);
        out.writeInt(rule.version());
    }

    static RuleRef read(DataInput in) throws IOException {
        return new RuleRef(Wire.readText(in), Wire.readText(in), in.readInt());
    }
}
