package io.chronofabric.jobs.bus;

import io.chronofabric.bus.aeron.BusHome;
import java.nio.file.Path;
import java.util.Map;

/** Where a driver has its files unless told otherwise. */
public final class BusFolders {
    private BusFolders() {}

    /** The driver's folder: the one given, or this user's. */
    public static BusHome home(Path given) {
        return given == null ? BusHome.ofUser() : new BusHome(given);
    }

    /**
     * The folder of a driver's log: {@code chronofabric/bus} in {@code XDG_STATE_HOME}, or else
     * {@code ~/.chronofabric/bus}. A driver in another folder than the user's has a log of its own
     * beside that one, since a log belongs to one driver.
     *
     * @param environment as {@link System#getenv()} has it
     */
    public static Path log(BusHome home, Map<String, String> environment) {
        String state = environment.getOrDefault("XDG_STATE_HOME", "");
        Path parent =
                state.isEmpty()
                        ? Path.of(System.getProperty("user.home"), ".chronofabric")
                        : Path.of(state, "chronofabric");
        String name =
                home.equals(BusHome.ofUser())
                        ? "bus"
                        : "bus" + home.directory().toString().replaceAll("[^A-Za-z0-9._-]", "_");
        return parent.resolve(name);
    }
}
