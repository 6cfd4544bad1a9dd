package io.chronofabric.clogic.egc;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleRef;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * Which version of which rule or pattern is in force when, in event time; {@code rule} stands for
 * both here. A function of the rules it begins with and of the control channel's records in their
 * order, and of nothing else: every reader of the channel comes to the same table. Not safe for use
 * by several threads.
 *
 * <p>A change is accepted if its moment lies beyond the frontier promised before it; then the
 * version in force ends there and the new one begins. What was to become of the rule from that
 * moment on by earlier changes is off: the last word counts. What ended is kept for a while, to be
 * activated again.
 */
public final class RuleTable {
    /** Tenures kept of one rule. */
    static final int MAX_TENURES = 32;

    /** Rules kept that have ended. */
    static final int MAX_ENDED_RULES = 1_000;

    /** Versions back to which the samples that a carried state saw can be told apart. */
    private static final int MAX_CARRIED = 8;

    private static final int MAX_IDS = 4_096;
    private static final int MAX_COUNT = 1 << 20;
    private static final int MAX_BYTES = 1 << 20;
    private static final int FORMAT = 1;

    private final RuleQuota quota;
    private final ChangedVersion versions;
    private final Map<String, List<Tenure>> names = new TreeMap<>();
    private final Map<String, Long> lastChange = new TreeMap<>();
    private final Set<String> ids = new LinkedHashSet<>();
    private long frontierMillis = Long.MIN_VALUE;
    private boolean changesMayCome;

    /**
     * What became of a change.
     *
     * @param isAccepted whether the table is another one now
     * @param orphans whether entities may now have no version of the rule
     * @param overtaken how many tenures that were to come are off
     * @param refusal why it was refused; empty if it was not, or had come before
     */
    public record Outcome(boolean isAccepted, boolean orphans, int overtaken, String refusal) {
        private static final Outcome REPEATED = new Outcome(false, false, 0, "");

        private static Outcome refused(String reason) {
            return new Outcome(false, false, 0, reason);
        }

        /** Whether the change has no effect, for a reason. */
        public boolean isRefused() {
            return !refusal.isEmpty();
        }
    }

    /**
     * @param rules in force from the beginning
     * @param quota what each tenant may take by changes
     */
    public RuleTable(List<CompiledRule> rules, RuleQuota quota) {
        this(rules, quota, new RulesAlone());
    }

    /**
     * @param first in force from the beginning
     * @param quota what each tenant may take by changes
     * @param compiler of the documents that changes bring; says which kinds can come
     */
    public RuleTable(
            List<? extends GovernedDocument> first, RuleQuota quota, DocumentCompiler compiler) {
        this.quota = quota;
        this.versions = new ChangedVersion(compiler);
        for (GovernedDocument version : first) {
            tenuresOf(nameOf(version.ref())).add(Tenure.always(version));
        }
    }

    /**
     * Says whether changes may come, at any moment beyond the frontier. Not so at first, and not
     * kept by {@link #write}: it is about whoever brings them.
     */
    public void changesMayCome(boolean may) {
        changesMayCome = may;
    }

    /** Whether what is in force at a moment may still become another. */
    public boolean mayChangeAt(long millis) {
        return changesMayCome && millis > frontierMillis;
    }

    /** Takes a promise that no later change takes effect at or before a moment. */
    public void frontier(long throughMillis) {
        frontierMillis = Math.max(frontierMillis, throughMillis);
    }

    /** The latest moment promised away; {@link Long#MIN_VALUE} before the first promise. */
    public long frontierMillis() {
        return frontierMillis;
    }

    /** All tenures that are kept, by rule and in order of their beginning. */
    public List<Tenure> tenures() {
        return names.values().stream().flatMap(Collection::stream).toList();
    }

    /** All tenures of versions of one kind, likewise. */
    public List<Tenure> tenures(Class<? extends GovernedDocument> kind) {
        return tenures().stream().filter(tenure -> kind.isInstance(tenure.version())).toList();
    }

    /** The tenures of a rule, in order of their beginning; empty if there is no such rule. */
    public List<Tenure> tenures(String tenant, String rule) {
        return List.copyOf(names.getOrDefault(tenant + "/" + rule, List.of()));
    }

    /** Tells this set of tenures from any other. */
    public long stamp() {
        return stamp(GovernedDocument.class);
    }

    /** Tells the set of tenures of one kind from any other. */
    public long stamp(Class<? extends GovernedDocument> kind) {
        long stamp = 1;
        for (Tenure tenure : tenures(kind)) {
            stamp = 31 * stamp + tenure.stamp();
        }
        return stamp;
    }

    /** Takes a change, or says why not. */
    public Outcome apply(RuleChange change) {
        if (ids.contains(change.id())) {
            return Outcome.REPEATED;
        }
        String early = tooEarly(change);
        if (!early.isEmpty()) {
            return Outcome.refused(early);
        }
        List<Tenure> tenures = before(change);
        GovernedDocument version = null;
        if (change.action() == RuleChange.Action.DISABLE) {
            if (tenures.stream().noneMatch(tenure -> ends(change, tenure))) {
                return Outcome.refused(
                        change.version() == 0
                                ? change.name() + " is not in force (expected: a rule that is)"
                                : change.ref() + " is not on trial (expected: a version that is)");
            }
        } else {
            try {
                version =
                        change.action().bringsDocument()
                                ? versions.read(change)
                                : ChangedVersion.known(change, tenures);
                version = ChangedVersion.sameIn(tenures, version);
            } catch (ChronoFabricException e) {
                return Outcome.refused(e.given() + " (expected: " + e.expected() + ")");
            }
            String unfit = new ChangeFitness(names, quota).refusal(change, version, tenures);
            if (!unfit.isEmpty()) {
                return Outcome.refused(unfit);
            }
        }
        int overtaken = tenuresOf(change.name()).size() - tenures.size();
        tenuresOf(change.name()).clear();
        tenuresOf(change.name()).addAll(tenures);
        // Where the version goes on, all there is to do is to drop what was to come.
        boolean orphans = !goesOn(change, tenures) && change(change, version);
        remember(change);
        return new Outcome(true, orphans, overtaken, "");
    }

    /** Whether a change asks for a version that is in force anyway. */
    private static boolean goesOn(RuleChange change, List<Tenure> tenures) {
        boolean asks =
                change.action() == RuleChange.Action.APPLY
                        || change.action() == RuleChange.Action.ACTIVATE;
        return asks
                && tenures.stream()
                        .anyMatch(
                                tenure ->
                                        tenure.isOpen()
                                                && !tenure.onTrial()
                                                && tenure.ref().equals(change.ref()));
    }

    /** A rule's tenures without what earlier changes meant for the time from a change on. */
    private List<Tenure> before(RuleChange change) {
        List<Tenure> before = new ArrayList<>();
        for (Tenure tenure : names.getOrDefault(change.name(), List.of())) {
            if (tenure.fromMillis() < change.fromMillis()) {
                before.add(
                        tenure.toMillis() >= change.fromMillis()
                                ? tenure.until(Tenure.OPEN)
                                : tenure);
            }
        }
        return before;
    }

    /** Whether a change ends a tenure that is open. */
    private static boolean ends(RuleChange change, Tenure tenure) {
        if (!tenure.isOpen()) {
            return false;
        }
        return switch (change.action()) {
            case APPLY, ACTIVATE -> true;
            case CANARY -> tenure.onTrial();
            case DISABLE ->
                    change.version() == 0
                            || (tenure.onTrial() && tenure.ref().version() == change.version());
        };
    }

    private String tooEarly(RuleChange change) {
        if (change.fromMillis() <= frontierMillis) {
            return "from "
                    + Instant.ofEpochMilli(change.fromMillis())
                    + " was promised to stay as it is (expected: after the frontier, "
                    + Instant.ofEpochMilli(frontierMillis)
                    + ")";
        }
        return "";
    }

    /** Ends what is to end and begins what is to begin; whether entities may be left alone. */
    private boolean change(RuleChange change, GovernedDocument version) {
        long from = change.fromMillis();
        boolean trial = change.action() == RuleChange.Action.CANARY;
        List<Tenure> tenures = tenuresOf(change.name());
        Tenure former = null;
        boolean orphans = false;
        for (int i = 0; i < tenures.size(); i++) {
            Tenure tenure = tenures.get(i);
            if (!ends(change, tenure)) {
                continue;
            }
            Tenure ended = tenure.until(from);
            tenures.set(i, ended);
            if (!ended.onTrial()) {
                former = ended;
                orphans |=
                        version == null
                                || !version.entityPattern().equals(ended.version().entityPattern());
            }
        }
        if (version != null) {
            Tenure known = ChangedVersion.find(change.version(), tenures);
            String document =
                    change.document().isEmpty() && known != null
                            ? known.document()
                            : change.document();
            tenures.add(begin(version, document, from, trial, former));
        }
        forgetOldest(tenures);
        return orphans;
    }

    /** Keeps the latest tenures; what a rule began with comes back with every start anyway. */
    private static void forgetOldest(List<Tenure> tenures) {
        for (int i = 0; tenures.size() > MAX_TENURES && i < tenures.size(); ) {
            if (tenures.get(i).fromMillis() == Tenure.ALWAYS) {
                i++;
            } else {
                tenures.remove(i);
            }
        }
    }

    private static Tenure begin(
            GovernedDocument version, String document, long from, boolean trial, Tenure former) {
        boolean carries = former != null && version.goesOnFrom(former.version());
        return new Tenure(
                version,
                document,
                from,
                Tenure.OPEN,
                trial,
                former == null ? version.ref() : former.lineage(),
                carries ? former.withAncestors(MAX_CARRIED) : null);
    }

    private void remember(RuleChange change) {
        ids.add(change.id());
        if (ids.size() > MAX_IDS) {
            ids.remove(ids.iterator().next());
        }
        lastChange.put(change.name(), change.fromMillis());
        forgetEnded();
    }

    /** Forgets the rules that ended first, where more are kept than may be. */
    private void forgetEnded() {
        List<String> ended =
                names.entrySet().stream()
                        .filter(entry -> entry.getValue().stream().noneMatch(Tenure::isOpen))
                        .map(Map.Entry::getKey)
                        .toList();
        if (ended.size() <= MAX_ENDED_RULES) {
            return;
        }
        String first = ended.get(0);
        for (String name : ended) {
            if (lastChange.getOrDefault(name, 0L) < lastChange.getOrDefault(first, 0L)) {
                first = name;
            }
        }
        names.remove(first);
        lastChange.remove(first);
    }

    private List<Tenure> tenuresOf(String name) {
        return names.computeIfAbsent(name, unused -> new ArrayList<>());
    }

    static String nameOf(RuleRef ref) {
        return ref.tenant() + "/" + ref.id();
    }

    /**
     * Writes what the channel brought, version 1 of the layout; the rules it began with are not in
     * it.
     */
    public void write(DataOutput out) throws IOException {
        out.writeByte(FORMAT);
        out.writeLong(frontierMillis);
        out.writeInt(ids.size());
        for (String id : ids) {
            writeText(id, out);
        }
        out.writeInt(lastChange.size());
        for (Map.Entry<String, Long> entry : lastChange.entrySet()) {
            writeText(entry.getKey(), out);
            out.writeLong(entry.getValue());
            List<Tenure> came =
                    names.getOrDefault(entry.getKey(), List.of()).stream()
                            .filter(tenure -> tenure.fromMillis() != Tenure.ALWAYS)
                            .toList();
            out.writeLong(endOfFirst(entry.getKey()));
            out.writeInt(came.size());
            for (Tenure tenure : came) {
                writeText(tenure.document(), out);
                out.writeInt(tenure.ref().version());
                out.writeLong(tenure.fromMillis());
                out.writeLong(tenure.toMillis());
                out.writeBoolean(tenure.onTrial());
                writeText(tenure.lineage().tenant(), out);
                writeText(tenure.lineage().id(), out);
                out.writeInt(tenure.lineage().version());
            }
        }
    }

    /** When the rules it began with under a name ended. */
    private long endOfFirst(String name) {
        return names.getOrDefault(name, List.of()).stream()
                .filter(tenure -> tenure.fromMillis() == Tenure.ALWAYS)
                .mapToLong(Tenure::toMillis)
                .findFirst()
                .orElse(Tenure.OPEN);
    }

    /**
     * Takes over what {@link #write} wrote. A version whose document does not compile any more, or
     * that was a rule to begin with and is none now, is left out.
     *
     * @throws IOException if the input fails or holds no table
     */
    public void read(DataInput in) throws IOException {
        int format = in.readUnsignedByte();
        if (format != FORMAT) {
            throw new IOException("rule table of format " + format + " (expected: " + FORMAT + ")");
        }
        frontierMillis = in.readLong();
        for (int i = count(in); i > 0; i--) {
            ids.add(readText(in));
        }
        for (int i = count(in); i > 0; i--) {
            String name = readText(in);
            lastChange.put(name, in.readLong());
            List<Tenure> tenures = tenuresOf(name);
            long firstEnded = in.readLong();
            tenures.replaceAll(tenure -> tenure.until(firstEnded));
            for (int j = count(in); j > 0; j--) {
                readTenure(name, tenures, in);
            }
        }
    }

    private void readTenure(String name, List<Tenure> tenures, DataInput in) throws IOException {
        String document = readText(in);
        int version = in.readInt();
        long from = in.readLong();
        long to = in.readLong();
        boolean trial = in.readBoolean();
        RuleRef lineage = new RuleRef(readText(in), readText(in), in.readInt());
        GovernedDocument known = document.isEmpty() ? null : versions.compiled(name, document);
        Tenure former = null;
        for (Tenure tenure : tenures) {
            if (known == null && tenure.ref().version() == version) {
                known = tenure.version();
            }
            former = !tenure.onTrial() && tenure.toMillis() == from ? tenure : former;
        }
        if (known != null) {
            known = ChangedVersion.sameIn(tenures, known);
            Tenure began = begin(known, document, from, trial, former);
            tenures.add(new Tenure(known, document, from, to, trial, lineage, began.carriedFrom()));
        }
    }

    private static int count(DataInput in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > MAX_COUNT) {
            throw new IOException(
                    "rule table: " + count + " entries (expected: 0 to " + MAX_COUNT + ")");
        }
        return count;
    }

    private static void writeText(String text, DataOutput out) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static String readText(DataInput in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > MAX_BYTES) {
            throw new IOException(
                    "rule table: text of " + length + " bytes (expected: 0 to " + MAX_BYTES + ")");
        }
        byte[] bytes = new byte[length];
        in.readFully(bytes);
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
