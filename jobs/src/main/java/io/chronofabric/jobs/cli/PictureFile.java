package io.chronofabric.jobs.cli;

import io.chronofabric.clogic.egc.stl.Explanation;
import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.jobs.plot.FormulaPicture;
import io.chronofabric.jobs.plot.Subject;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/** A file that a picture is drawn into. It is whole or not there. */
final class PictureFile {
    /** Enough to find the root element behind what may stand before it. */
    private static final int BEGINNING = 512;

    private final Path file;
    private final boolean replaces;
    private final PrintWriter err;

    private PictureFile(Path file, boolean replaces, PrintWriter err) {
        this.file = file;
        this.replaces = replaces;
        this.err = err;
    }

    /**
     * A new file, or a picture to replace.
     *
     * @throws ChronoFabricException if there can be no such file, or something else is there
     */
    static PictureFile at(String path, PrintWriter err) {
        try {
            Path file = Path.of(path);
            Path folder = file.toAbsolutePath().getParent();
            if (folder == null || Files.isDirectory(file)) {
                throw refused(path, "it is a folder", "Name a file in it.", null);
            }
            if (!Files.isDirectory(folder)) {
                throw refused(path, "there is no folder " + folder, "Make the folder.", null);
            }
            boolean there = Files.exists(file);
            if (there && !isPicture(file)) {
                throw refused(path, "it is there, and no picture", "Choose another name.", null);
            }
            return new PictureFile(file, there, err);
        } catch (InvalidPathException | IOException e) {
            throw refused(path, reason(e), "Choose another name.", e);
        }
    }

    /** So that a slip of the hand does not cost somebody a trace. */
    private static boolean isPicture(Path file) throws IOException {
        if (!Files.isRegularFile(file)) {
            return false;
        }
        try (InputStream in = Files.newInputStream(file)) {
            String beginning =
                    new String(in.readNBytes(BEGINNING), StandardCharsets.UTF_8).stripLeading();
            return beginning.startsWith("<") && beginning.contains("<svg");
        }
    }

    /**
     * Draws, and says so.
     *
     * @throws ChronoFabricException if it cannot be written
     */
    void draw(TraceAnswer.Sampled sampled, Explanation why) {
        Subject subject =
                new Subject(
                        sampled.entity(),
                        sampled.formula(),
                        sampled.context(),
                        sampled.samples().columns(),
                        sampled.samples().length(),
                        sampled.nanosOf(0),
                        why);
        try {
            Path folder = file.toAbsolutePath().getParent();
            // Beside it, so that it can be put in its place in one step.
            Path draft = folder.resolve("." + file.getFileName() + ".part");
            try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(draft))) {
                FormulaPicture.write(subject, out);
            } catch (IOException e) {
                Files.deleteIfExists(draft);
                throw e;
            }
            Files.move(draft, file, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw refused(file.toString(), reason(e), "Check who may write there.", e);
        }
        err.println(file + (replaces ? ": picture replaced" : ": picture drawn"));
    }

    private static String reason(Exception e) {
        if (e instanceof AccessDeniedException) {
            return "access is denied";
        }
        if (e instanceof NoSuchFileException) {
            return "its folder is gone";
        }
        return String.valueOf(e.getMessage());
    }

    private static ChronoFabricException refused(
            String path, String why, String fix, Exception cause) {
        return new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                "--plot " + path + ": " + why,
                "a new file, or an SVG to replace",
                fix,
                cause);
    }
}
