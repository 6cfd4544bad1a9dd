package io.chronofabric.state.model;

import java.io.Serializable;
import java.util.Objects;

/**
 * Names one version of one rule of one tenant.
 *
 * @param tenant whose rule it is
 * @param id the rule's name, unique for the tenant
 * @param version from 1
 */
public record RuleRef(String tenant, String id, int version)
        implements Serializable, Comparable<RuleRef> {
    /** Checks that nothing is missing. */
    public RuleRef {
        Objects.requireNonNull(tenant, "tenant");
        Objects.requireNonNull(id, "id");
    }

    @Override
    public int compareTo(RuleRef other) {
        int order = tenant.compareTo(other.tenant);
        order = order != 0 ? order : id.compareTo(other.id);
        return order != 0 ? order : Integer.compare(version, other.version);
    }

    /** {@code tenant/id@version}. */
    @Override
    public String toString() {
        return tenant + "/" + id + "@" + version;
    }
}
