package io.chronofabric.clogic.egc;

import io.chronofabric.state.model.RuleChange;
import java.util.List;
import java.util.Map;

/** Says whether a version that is sound in itself fits into a table now. */
final class ChangeFitness {
    private final Map<String, List<Tenure>> names;
    private final RuleQuota quota;

    /**
     * @param names all tenures by tenant and rule
     */
    ChangeFitness(Map<String, List<Tenure>> names, RuleQuota quota) {
        this.names = names;
        this.quota = quota;
    }

    /**
     * Why it does not; empty if it does.
     *
     * @param tenures those of its rule that are left when it comes
     */
    String refusal(RuleChange change, GovernedDocument version, List<Tenure> tenures) {
        boolean trial = change.action() == RuleChange.Action.CANARY;
        Tenure inForce = null;
        for (Tenure tenure : tenures) {
            boolean same = tenure.ref().equals(change.ref());
            if (!tenure.version().kind().equals(version.kind())) {
                return change.name()
                        + " is a "
                        + tenure.version().kind()
                        + " (expected: another name for a "
                        + version.kind()
                        + ")";
            }
            if (same && !tenure.version().isSameAs(version)) {
                return change.ref()
                        + " was another "
                        + version.kind()
                        + " before (expected: a new version for new content)";
            }
            boolean nothingToDo =
                    tenures.equals(names.get(change.name())) || trial || tenure.onTrial();
            if (same && tenure.isOpen() && (!tenure.onTrial() || trial) && nothingToDo) {
                return change.ref()
                        + " is "
                        + (tenure.onTrial() ? "on trial" : "in force")
                        + " already (expected: another version)";
            }
            inForce = tenure.isOpen() && !tenure.onTrial() ? tenure : inForce;
        }
        if (trial && inForce == null) {
            return "no version of "
                    + change.name()
                    + " is in force to compare with (expected: one; apply this one instead)";
        }
        if (change.action() == RuleChange.Action.APPLY) {
            GovernedDocument before = inForce == null ? null : inForce.version();
            String unfit = version.whyNotAfter(before);
            if (!unfit.isEmpty()) {
                return unfit;
            }
        }
        return overQuota(change, version);
    }

    private String overQuota(RuleChange change, GovernedDocument version) {
        int rules = 1;
        long bytes = version.stateBytes();
        for (List<Tenure> others : names.values()) {
            for (Tenure tenure : others) {
                boolean stays =
                        tenure.isOpen()
                                && tenure.ref().tenant().equals(change.tenant())
                                && !RuleTable.nameOf(tenure.ref()).equals(change.name());
                rules += stays ? 1 : 0;
                bytes += stays ? tenure.version().stateBytes() : 0;
            }
        }
        if (rules > quota.rules()) {
            return "tenant "
                    + change.tenant()
                    + " would have "
                    + rules
                    + " rules (expected: at most "
                    + quota.rules()
                    + ", its quota)";
        }
        return bytes > quota.stateBytes()
                ? "the rules of tenant "
                        + change.tenant()
                        + " would take "
                        + bytes
                        + " bytes an entity (expected: at most "
                        + quota.stateBytes()
                        + ", its quota)"
                : "";
    }
}
