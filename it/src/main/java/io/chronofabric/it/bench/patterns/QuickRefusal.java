package io.chronofabric.it.bench.patterns;

import io.chronofabric.it.bench.Load;
import io.chronofabric.it.bench.Measurement;
import java.util.List;

/** {@link Watched#REFUSAL}: ten minutes of memory, in which partial matches pile up. */
public final class QuickRefusal implements Load {
    /** Creates the load, as {@link Load} asks. */
    public QuickRefusal() {}

    @Override
    public List<Measurement> run(boolean quick) throws Exception {
        Latencies onFlink = new Latencies(100, quick ? 1_000 : 4_000, 1);
        Latencies inProcess = new Latencies(1_000, quick ? 1_500 : 6_000, 1);
        Turns turns = new Turns("QuickRefusal", quick ? 2 : 5);
        turns.add("keyed.heap", FlinkWay.KEYED, "hashmap", onFlink, "");
        turns.add("governed.heap", FlinkWay.REFUSAL_GOVERNED, "hashmap", onFlink, "");
        turns.add("cep.heap", FlinkWay.REFUSAL_CEP, "hashmap", onFlink, "governed.heap");
        turns.add("governed.process", OneProcess.REFUSAL_GOVERNED, inProcess, "");
        turns.add("esper.process", OneProcess.REFUSAL_ESPER, inProcess, "governed.process");
        List<Measurement> rows = turns.rows();
        Latencies kept = new Latencies(100, 700, 1);
        String ours = "governed.savepoint";
        rows.add(turns.kept(ours, FlinkWay.REFUSAL_GOVERNED, kept, ""));
        rows.add(turns.kept("cep.savepoint", FlinkWay.REFUSAL_CEP, kept, ours));
        return rows;
    }
}
