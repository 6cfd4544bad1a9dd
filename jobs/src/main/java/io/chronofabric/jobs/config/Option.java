package io.chronofabric.jobs.config;

import java.util.Objects;
import java.util.Optional;

/**
 * One setting.
 *
 * @param key dotted, in lower case, words joined by hyphens: {@code replay.out-of-orderness}
 * @param type what values it takes
 * @param defaultValue what holds where nothing is given; empty where that is a state of its own
 * @param description one or two sentences for people
 * @param <T> the type of its values
 */
public record Option<T>(
        String key, ValueType<T> type, Optional<T> defaultValue, String description) {
    private static final String ENVIRONMENT_PREFIX = "CHRONOFABRIC_";

    /** Checks that nothing is missing. */
    public Option {
        Objects.requireNonNull(key, "key");
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(defaultValue, "defaultValue");
        Objects.requireNonNull(description, "description");
    }

    static <T> Option<T> of(String key, ValueType<T> type, T defaultValue, String description) {
        return new Option<>(key, type, Optional.of(defaultValue), description);
    }

    static <T> Option<T> withoutDefault(String key, ValueType<T> type, String description) {
        return new Option<>(key, type, Optional.empty(), description);
    }

    /** How the key is written in the documentation. */
    public String documentedKey() {
        return type.isGroup() ? key + ".NAME" : key;
    }

    /** Whether a key is one below this one, where this is a group. */
    boolean holds(String other) {
        return type.isGroup() && other.startsWith(key + ".") && other.length() > key.length() + 1;
    }

    /** The environment variable that sets it: {@code CHRONOFABRIC_REPLAY_OUT_OF_ORDERNESS}. */
    public String environmentVariable() {
        return environmentVariable(key);
    }

    static String environmentVariable(String key) {
        StringBuilder name = new StringBuilder(ENVIRONMENT_PREFIX);
        for (int i = 0; i < key.length(); i++) {
            char c = key.charAt(i);
            // Not toUpperCase: in a Turkish locale that makes a dotted capital I.
            name.append(
                    c >= 'a' && c <= 'z' ? (char) (c - 'a' + 'A') : c == '.' || c == '-' ? '_' : c);
        }
        return name.toString();
    }

    static boolean isOurs(String environmentVariable) {
        return environmentVariable.startsWith(ENVIRONMENT_PREFIX);
    }
}
