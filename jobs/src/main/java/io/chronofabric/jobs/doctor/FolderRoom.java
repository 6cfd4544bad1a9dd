package io.chronofabric.jobs.doctor;

import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * Whether a folder, or the one it will be made in, can be written to and has room.
 *
 * @param code of the check
 * @param subject what is kept there
 * @param folder may not be there yet
 * @param least bytes below which it is a problem
 * @param good bytes below which it is a warning
 * @param why what happens without room
 * @param fix how to get some
 */
record FolderRoom(
        String code, String subject, Path folder, long least, long good, String why, String fix)
        implements Check {
    @Override
    public List<Finding> look() throws IOException {
        Path there = folder.toAbsolutePath();
        while (there != null && !Files.exists(there)) {
            there = there.getParent();
        }
        if (there == null) {
            return List.of(
                    Finding.problem(code, subject, "there is no " + folder, "a folder", fix));
        }
        if (!Files.isDirectory(there)) {
            return List.of(
                    Finding.problem(
                            code,
                            subject,
                            there + " is no folder",
                            "a folder that can be written to",
                            "Name another path, or move the file away."));
        }
        if (!Files.isWritable(there)) {
            return List.of(
                    Finding.problem(
                            code,
                            subject,
                            there + " cannot be written to by " + System.getProperty("user.name"),
                            "a folder that can be written to: " + why,
                            "Give this user the right to, or name another folder."));
        }
        FileStore store = Files.getFileStore(there);
        return List.of(judge(there, store.getUsableSpace()));
    }

    Finding judge(Path there, long free) {
        String found = Words.bytes(free) + " free in " + there;
        if (free < least) {
            return Finding.problem(
                    code, subject, found, "at least " + Words.bytes(least) + ": " + why, fix);
        }
        if (free < good) {
            return Finding.warning(
                    code, subject, found, "at least " + Words.bytes(good) + ": " + why, fix);
        }
        return Finding.fine(code, subject, found);
    }
}
