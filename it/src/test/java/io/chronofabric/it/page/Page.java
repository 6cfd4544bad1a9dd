package io.chronofabric.it.page;

import io.chronofabric.it.container.Checkout;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.regex.Pattern;

/** What a page of the documentation has its reader type, and what it says will come of it. */
public final class Page {
    private static final Pattern BLOCK =
            Pattern.compile("(?ms)^```sh\\n(.*?)^```$(?:\\n\\n```\\n(.*?)^```$)?");

    private Page() {}

    /**
     * Lines to copy.
     *
     * @param commands what to type
     * @param output what is printed, if the page shows it; else null
     */
    public record Block(String commands, String output) {}

    /** The blocks of a page, in their order. */
    public static List<Block> blocks(String path) throws IOException {
        return blocksOf(Files.readString(Checkout.file(path)));
    }

    /** Those of one section. */
    public static List<Block> blocks(String path, String heading) throws IOException {
        String page = Files.readString(Checkout.file(path));
        String section = page.substring(page.indexOf(heading) + heading.length());
        return blocksOf(section.substring(0, section.indexOf("\n## ")));
    }

    private static List<Block> blocksOf(String text) {
        return BLOCK.matcher(text)
                .results()
                .map(found -> new Block(found.group(1), found.group(2)))
                .toList();
    }
}
