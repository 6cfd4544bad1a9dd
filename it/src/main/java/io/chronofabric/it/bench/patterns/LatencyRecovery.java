package io.chronofabric.it.bench.patterns;

import io.chronofabric.it.bench.Load;
import io.chronofabric.it.bench.Measurement;
import java.util.List;

/** {@link Watched#RECOVERY}: what must follow and doesn't; one wait for a service at most. */
public final class LatencyRecovery implements Load {
    /** Creates the load, as {@link Load} asks. */
    public LatencyRecovery() {}

    @Override
    public List<Measurement> run(boolean quick) throws Exception {
        Latencies few = new Latencies(1_000, quick ? 300 : 1_500, 1);
        // The cost of an event to CEP on RocksDB grows with the number of events before it.
        Latencies onDisk = new Latencies(1_000, quick ? 12 : 40, 1);
        Latencies inProcess = new Latencies(1_000, quick ? 1_500 : 6_000, 1);
        Turns turns = new Turns("LatencyRecovery", quick ? 2 : 5);
        turns.add("keyed.heap", FlinkWay.KEYED, "hashmap", few, "");
        turns.add("governed.heap", FlinkWay.RECOVERY_GOVERNED, "hashmap", few, "");
        turns.add("cep.heap", FlinkWay.RECOVERY_CEP, "hashmap", few, "governed.heap");
        turns.add("sql.heap", FlinkWay.RECOVERY_SQL, "hashmap", few, "governed.heap");
        turns.add("keyed.rocksdb", FlinkWay.KEYED, "rocksdb", onDisk, "");
        turns.add("governed.rocksdb", FlinkWay.RECOVERY_GOVERNED, "rocksdb", onDisk, "");
        turns.add("cep.rocksdb", FlinkWay.RECOVERY_CEP, "rocksdb", onDisk, "governed.rocksdb");
        turns.add("sql.rocksdb", FlinkWay.RECOVERY_SQL, "rocksdb", onDisk, "governed.rocksdb");
        turns.add("made.process", OneProcess.MADE, inProcess, "");
        turns.add("governed.process", OneProcess.RECOVERY_GOVERNED, inProcess, "");
        turns.add("esper.process", OneProcess.RECOVERY_ESPER, inProcess, "governed.process");
        List<Measurement> rows = turns.rows();
        Latencies kept = new Latencies(1_000, 50, 1);
        String ours = "governed.savepoint";
        rows.add(turns.kept(ours, FlinkWay.RECOVERY_GOVERNED, kept, ""));
        rows.add(turns.kept("cep.savepoint", FlinkWay.RECOVERY_CEP, kept, ours));
        rows.add(turns.kept("sql.savepoint", FlinkWay.RECOVERY_SQL, kept, ours));
        return rows;
    }
}
