package io.chronofabric.jobs.cli;

import io.chronofabric.core.ChronoFabricException;
import io.chronofabric.core.ErrorCode;
import io.chronofabric.core.PlainText;
import io.chronofabric.state.codec.FormulaCaseJson;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/** A file of cases, a JSON object a line, that get a line of answer each. */
final class CaseFile {
    /** Characters of a case. */
    static final int MAX_LINE = 1 << 20;

    private static final int LONGEST = 600;

    private final String file;

    CaseFile(String file) {
        this.file = file;
    }

    /** Answers a case. */
    interface Answers {
        /**
         * The line that answers another.
         *
         * @param index place of the case among those of the file, from 0 on
         * @throws IllegalArgumentException if the line is no case; the message says why
         */
        String to(long index, String line);
    }

    /** Answers all cases; the exit code is that of bad input if a line was none. */
    int answer(PrintWriter out, Answers answers) throws IOException {
        boolean malformed = false;
        try (BufferedReader in = Files.newBufferedReader(Path.of(file), StandardCharsets.UTF_8)) {
            BoundedLines lines = new BoundedLines(in, MAX_LINE);
            long index = 0;
            for (String line = lines.next(); line != null; line = lines.next()) {
                if (line.isBlank()) {
                    continue;
                }
                try {
                    out.println(answer(answers, index++, lines, line));
                } catch (IllegalArgumentException e) {
                    malformed = true;
                    String why = PlainText.visible(String.valueOf(e.getMessage()), LONGEST);
                    out.println(FormulaCaseJson.malformed(lines.number(), why));
                }
            }
        } catch (NoSuchFileException e) {
            throw unreadable("there is no such file", e);
        } catch (CharacterCodingException e) {
            throw unreadable("it is no text in UTF-8", e);
        }
        out.flush();
        return malformed ? ExitCodes.BAD_INPUT : ExitCodes.OK;
    }

    private static String answer(Answers answers, long index, BoundedLines lines, String line) {
        if (lines.isCut()) {
            throw new IllegalArgumentException(
                    "a line of more than " + MAX_LINE + " characters (expected: a shorter trace)");
        }
        return answers.to(index, line);
    }

    private ChronoFabricException unreadable(String why, IOException cause) {
        return new ChronoFabricException(
                ErrorCode.INPUT_INVALID,
                file + ": " + why,
                "a file of cases, a JSON object a line",
                "Check the path.",
                cause);
    }
}
