package io.chronofabric.it.bus;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.bus.aeron.BusHome;
import io.chronofabric.it.page.Page;
import io.chronofabric.it.page.ReadersFolder;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The commands of {@code docs/bus.md} between processes, as they stand there. */
class BusPageIT {
    private static final String PAGE = "docs/bus.md";

    private final String user = "page-" + UUID.randomUUID();

    @TempDir Path folder;

    @Test
    void whoFollowsThePageSeesWhatItPromises() throws Exception {
        ReadersFolder.in(folder);
        List<String> between = commands("## Between processes\n");
        assertThat(between).hasSize(3);
        List<String> second = commands("## Publish from a second program\n");
        assertThat(second).hasSize(2);
        List<String> log = commands("## The durable log\n");
        assertThat(log).hasSize(3);

        try (BusProcess driver = shell(between.get(0))) {
            driver.awaitOut("The bus driver listens in ");
            assertThat(driver.out()).contains("chronofabric-" + user, " and logs to " + folder);

            try (BusProcess subscriber = shell(between.get(1))) {
                subscriber.awaitErr("Nobody publishes on this bus now; waiting.");
                assertThat(toItsEnd(between.get(2)).err()).contains("2 published, 0 NOT heard");
                subscriber.awaitOut("valve 3 shut");
                assertThat(subscriber.out()).contains("  operator  0  valve 3 open");
                subscriber.terminate();
                assertThat(subscriber.exit()).as(subscriber.err()).isZero();
                assertThat(subscriber.err()).contains("2 packets; missed 0");
            }

            BusProcess replayed = toItsEnd(log.get(0));
            assertThat(replayed.err()).contains("1000 published, 1000 in the log", "100 %");
            assertThat(replayed.out().lines().toList())
                    .hasSize(1_000)
                    .last()
                    .asString()
                    .endsWith("  till-1  999  1000");
            assertThat(toItsEnd(log.get(1)).out())
                    .contains("no consumer has said how far it is", "Would free 0 bytes.");

            try (BusProcess demo = shell(second.get(0))) {
                demo.awaitOut("In another terminal:");
                assertThat(demo.out())
                        .contains("A bus driver runs in ", second.get(1).strip() + " --directory ");
                try (BusProcess publisher = shell(second.get(1))) {
                    publisher.awaitErr("in the log");
                    publisher.terminate();
                    assertThat(publisher.exit()).as(publisher.err()).isZero();
                }
                demo.terminate();
                assertThat(demo.exit()).as(demo.err()).isZero();
            }
            driver.terminate();
            assertThat(driver.exit()).isZero();
        }
    }

    /** The driver leaves its own folder, which here nobody uses again. */
    @AfterEach
    void remove() throws IOException {
        Path home = BusHome.ofUser().directory().resolveSibling("chronofabric-" + user);
        for (String file : List.of("driver.lock", "driver.id")) {
            Files.deleteIfExists(home.resolve(file));
        }
        Files.deleteIfExists(home);
    }

    private static List<String> commands(String heading) throws IOException {
        return Page.blocks(PAGE, heading).stream().map(Page.Block::commands).toList();
    }

    private BusProcess shell(String commands) throws IOException {
        return BusProcess.shell(folder, user, commands);
    }

    private BusProcess toItsEnd(String commands) throws Exception {
        try (BusProcess process = shell(commands)) {
            assertThat(process.exit()).as(process.err()).isZero();
            return process;
        }
    }
}
