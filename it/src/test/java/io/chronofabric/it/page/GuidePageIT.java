package io.chronofabric.it.page;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.it.container.Checkout;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The commands of {@code docs/guide.md} as they stand there, and its picture, which {@code
 * -Dguide.write=true} draws anew.
 */
class GuidePageIT {
    @TempDir private Path folder;

    @Test
    void whoFollowsTheGuideSeesWhatItShows() throws Exception {
        ReadersFolder reader = ReadersFolder.in(folder);
        List<Page.Block> blocks = Page.blocks("docs/guide.md");
        assertThat(blocks).hasSize(5);
        assertThat(blocks.stream().filter(block -> block.output() == null)).hasSize(1);

        for (Page.Block block : blocks) {
            String said = reader.run(block.commands());
            if (block.output() != null) {
                assertThat(said.lines()).containsSubsequence(block.output().lines().toList());
            }
        }

        Path picture = Checkout.file("docs/guide.svg");
        if (Boolean.getBoolean("guide.write")) {
            Files.write(picture, Files.readAllBytes(folder.resolve("why.svg")));
        }
        assertThat(folder.resolve("why.svg"))
                .as("the picture of the guide is out of date: -Dguide.write=true draws it")
                .hasSameBinaryContentAs(picture);
    }
}
