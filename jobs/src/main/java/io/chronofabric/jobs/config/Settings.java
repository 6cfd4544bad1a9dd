package io.chronofabric.jobs.config;

import io.chronofabric.core.Problem;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** The values of all options, checked. Immutable. */
public final class Settings {
    private final Map<Option<?>, Object> values;
    private final List<Problem> warnings;

    Settings(Map<Option<?>, Object> values, List<Problem> warnings) {
        this.values = Map.copyOf(values);
        this.warnings = List.copyOf(warnings);
    }

    /**
     * The value of an option that has a default.
     *
     * @throws NoSuchElementException if it has none and nothing was given
     */
    public <T> T get(Option<T> option) {
        return find(option).orElseThrow(() -> new NoSuchElementException(option.key()));
    }

    /** What was given for an option, else its default, else nothing. */
    @SuppressWarnings("unchecked") // the loader puts a T for an Option<T>
    public <T> Optional<T> find(Option<T> option) {
        T given = (T) values.get(option);
        return given != null ? Optional.of(given) : option.defaultValue();
    }

    /** Whether a value was given, so that it is not the default. */
    public boolean isGiven(Option<?> option) {
        return values.containsKey(option);
    }

    /** What looks like a mistake and stops nothing. */
    public List<Problem> warnings() {
        return warnings;
    }
}
