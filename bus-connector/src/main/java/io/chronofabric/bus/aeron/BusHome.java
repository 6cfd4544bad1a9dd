package io.chronofabric.bus.aeron;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;

/**
 * Where the processes of one host meet: the folder of the driver's mapped files. All who are to
 * talk to each other name the same one.
 *
 * @param directory in memory where there is room (on Linux below /dev/shm), made by the driver
 */
public record BusHome(Path directory) {
    private static final Path SHARED_MEMORY = Path.of("/dev/shm");

    /** Makes the path absolute. */
    public BusHome {
        directory = Objects.requireNonNull(directory, "directory").toAbsolutePath().normalize();
    }

    /** The folder of this user: in shared memory if there is any, else among temporary files. */
    public static BusHome ofUser() {
        Path parent =
                Files.isWritable(SHARED_MEMORY)
                        ? SHARED_MEMORY
                        : Path.of(System.getProperty("java.io.tmpdir"));
        return new BusHome(parent.resolve("chronofabric-" + System.getProperty("user.name")));
    }

    /** The driver's own folder, made anew at each start. */
    Path aeron() {
        return directory.resolve("aeron");
    }

    /** Is locked as long as a driver runs. */
    Path lockFile() {
        return directory.resolve("driver.lock");
    }

    /** Says which driver runs, for people and for clients that ask whether it is still the same. */
    Path identityFile() {
        return directory.resolve("driver.id");
    }
}
