package io.chronofabric.it.kafka;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.chronofabric.it.kafka.Workload.Moment;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/**
 * The last word on every moment in a topic of verdicts.
 *
 * <p>An id is the hash of rule, version, entity, moment and correction, so one id never stands for
 * two of these, nor the other way round; that is checked here. It does <em>not</em> fix the
 * content: after a restart from a checkpoint, events that came after an answer the first time may
 * come before it the second time, and then the answer with the same id says at once what a
 * correction said before. So among records that came at least once, the last one <em>by place in
 * its partition</em> is the last word, not the one with the highest correction number: all records
 * of an entity are in one partition, and everything after the checkpoint is said again. But what a
 * task manager that was cut off had under way may come after that, so the header {@code
 * chronofabric-run} comes first: the latest run that has told of a moment has the word. Committed
 * records hold no such second telling, and there both are the same, which {@link
 * #highestCorrections()} lets a test check.
 */
public final class FinalVerdicts {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** A telling: what a record said, and the number of its correction. */
    private record Word(int correction, double robustness) {}

    private record Said(Moment moment, int version, int correction) {}

    private final Map<Moment, Double> last = new HashMap<>();
    private final Map<Moment, Long> lastRun = new HashMap<>();
    private final Map<Moment, Word> highest = new HashMap<>();
    private final Map<String, Said> saidById = new HashMap<>();
    private final Map<Said, String> idBySaid = new HashMap<>();
    private final Set<String> repeated = new HashSet<>();
    private int records;
    private int corrections;

    private FinalVerdicts() {}

    /**
     * Reads verdicts.
     *
     * @param records in the order of each partition
     * @throws AssertionError if an id stands for two things, or a record's key is not its entity
     */
    public static FinalVerdicts of(List<ConsumerRecord<byte[], byte[]>> records) {
        FinalVerdicts verdicts = new FinalVerdicts();
        records.forEach(verdicts::add);
        return verdicts;
    }

    /** What the latest run said last about each moment, by place in the partition. */
    public Map<Moment, Double> lastWords() {
        return last;
    }

    /** What was said with the highest correction number about each moment. */
    public Map<Moment, Double> highestCorrections() {
        Map<Moment, Double> words = new HashMap<>();
        highest.forEach((moment, word) -> words.put(moment, word.robustness));
        return words;
    }

    /** Which versions of its rule spoke about each moment. */
    public Map<Moment, Set<Integer>> versions() {
        Map<Moment, Set<Integer>> versions = new HashMap<>();
        for (Said said : idBySaid.keySet()) {
            versions.computeIfAbsent(said.moment, unused -> new HashSet<>()).add(said.version);
        }
        return versions;
    }

    /** Number of records. */
    public int records() {
        return records;
    }

    /** Number of records that are corrections. */
    public int corrections() {
        return corrections;
    }

    /** Ids that came more than once. */
    public Set<String> repeated() {
        return repeated;
    }

    private void add(ConsumerRecord<byte[], byte[]> found) {
        JsonNode verdict = parse(found.value());
        Moment moment =
                new Moment(
                        verdict.path("rule").asText(),
                        verdict.path("entity").asText(),
                        verdict.path("time").asLong());
        int correction = verdict.path("correction").asInt(0);
        Said said = new Said(moment, verdict.path("version").asInt(), correction);
        String id = verdict.path("id").asText();
        String key = new String(found.key(), UTF_8);
        if (!key.equals(moment.entity())) {
            throw new AssertionError("key " + key + " (expected: the entity) of " + verdict);
        }
        records++;
        corrections += correction > 0 ? 1 : 0;
        Said before = saidById.putIfAbsent(id, said);
        String idBefore = idBySaid.putIfAbsent(said, id);
        if (before != null && !before.equals(said) || idBefore != null && !idBefore.equals(id)) {
            throw new AssertionError(
                    "id " + id + " for " + said + ", but before: " + before + ", " + idBefore);
        }
        if (before != null) {
            repeated.add(id);
        }
        double robustness = verdict.path("robustness").asDouble();
        long run = run(found);
        if (run >= lastRun.getOrDefault(moment, 0L)) {
            last.put(moment, robustness);
            lastRun.put(moment, run);
        }
        Word word = new Word(correction, robustness);
        highest.merge(moment, word, (a, b) -> b.correction >= a.correction ? b : a);
    }

    private static long run(ConsumerRecord<byte[], byte[]> found) {
        Header run = found.headers().lastHeader("chronofabric-run");
        return run == null ? 0 : Long.parseLong(new String(run.value(), UTF_8));
    }

    private static JsonNode parse(byte[] value) {
        try {
            return JSON.readTree(value);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
