package io.chronofabric.jobs.kafka;

import io.chronofabric.core.Problem;
import io.chronofabric.state.codec.MappingDocuments;
import io.chronofabric.state.model.TopicMapping;
import java.io.IOException;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Mapping documents from files, with everything that is wrong with them. */
final class MappingFiles {
    private MappingFiles() {}

    /**
     * What files hold.
     *
     * @param mappings those that can be used
     * @param problems what was found
     */
    record Loaded(List<TopicMapping> mappings, List<Problem> problems) {}

    static Loaded load(List<String> paths) {
        List<MappingDocuments.Text> texts = new ArrayList<>();
        List<Problem> problems = new ArrayList<>();
        for (String path : paths) {
            try {
                texts.add(
                        new MappingDocuments.Text(
                                path, Files.readString(Path.of(path), StandardCharsets.UTF_8)));
            } catch (CharacterCodingException e) {
                problems.add(unreadable(path, "it is no text in UTF-8", "save it as UTF-8"));
            } catch (IOException e) {
                boolean there = Files.exists(Path.of(path));
                problems.add(
                        unreadable(
                                path,
                                there ? e.getMessage() : "there is no such file",
                                there ? "check who may read it" : "check the path"));
            }
        }
        MappingDocuments.Result read = MappingDocuments.read(texts);
        problems.addAll(read.problems());
        return new Loaded(read.mappings(), List.copyOf(problems));
    }

    private static Problem unreadable(String path, String reason, String fix) {
        return Problem.error("CFG039", path, 0, 0, "cannot be read: " + reason, fix);
    }
}
