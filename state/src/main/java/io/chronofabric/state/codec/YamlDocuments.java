package io.chronofabric.state.codec;

import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.composer.Composer;
import org.yaml.snakeyaml.error.MarkedYAMLException;
import org.yaml.snakeyaml.nodes.Node;
import org.yaml.snakeyaml.parser.ParserImpl;
import org.yaml.snakeyaml.reader.StreamReader;
import org.yaml.snakeyaml.resolver.Resolver;

/**
 * Takes a YAML text apart into its documents, within limits, and reports what is no YAML with its
 * place. Nothing a text contains is ever run or made an object of, and no text makes it throw.
 */
final class YamlDocuments {
    private static final int MAX_CHARACTERS = 1 << 20;
    private static final int MAX_DOCUMENTS = 1_000;
    private static final int MAX_NESTING = 32;
    private static final int MAX_ALIASES = 50;
    private static final String SYNTAX_FIX = "Check indentation, quotes and colons here.";

    private final String kind;
    private final String beginning;
    private final Findings findings;

    /**
     * @param kind what the documents hold, in messages
     * @param beginning the advice to somebody who wrote none
     */
    YamlDocuments(String kind, String beginning, Findings findings) {
        this.kind = kind;
        this.beginning = beginning;
        this.findings = findings;
    }

    /** Takes one document. */
    interface Reader {
        /**
         * @param document its root
         * @param characters the whole text by code points, which marks count in
         */
        void read(Node document, int[] characters);
    }

    /** Hands the documents that are not empty to a reader, in order. */
    void read(String text, Reader each) {
        String body = text.startsWith("\uFEFF") ? text.substring(1) : text;
        if (body.length() > MAX_CHARACTERS) {
            findings.add(
                    DocumentCode.TOO_LARGE,
                    1,
                    1,
                    body.length() + " characters (expected: at most " + MAX_CHARACTERS + ")",
                    "Split the file.");
        } else if (isReadable(body)) {
            readDocuments(body, each);
        }
    }

    /** Looks for characters that YAML forbids, which its reader would report without a line. */
    private boolean isReadable(String text) {
        int line = 1;
        int column = 1;
        for (int i = 0; i < text.length(); ) {
            int c = text.codePointAt(i);
            if (!StreamReader.isPrintable(c)) {
                findings.add(
                        DocumentCode.SYNTAX,
                        line,
                        column,
                        String.format("the character U+%04X, which YAML does not allow", c),
                        "Remove it, and save the file as UTF-8.");
                return false;
            }
            i += Character.charCount(c);
            if (c == '\n' || (c == '\r' && (i == text.length() || text.charAt(i) != '\n'))) {
                line++;
                column = 1;
            } else {
                column++;
            }
        }
        return true;
    }

    private void readDocuments(String text, Reader each) {
        LoaderOptions limits = new LoaderOptions();
        limits.setNestingDepthLimit(MAX_NESTING);
        limits.setMaxAliasesForCollections(MAX_ALIASES);
        limits.setCodePointLimit(MAX_CHARACTERS);
        StreamReader reader = new StreamReader(text);
        Composer composer = new Composer(new ParserImpl(reader, limits), new Resolver(), limits);
        int[] characters = text.codePoints().toArray();
        int documents = 0;
        while (!findings.isFull()) {
            Node document = next(composer, reader);
            if (document == null) {
                break;
            }
            if (YamlMapping.isEmpty(document)) {
                continue;
            }
            if (++documents > MAX_DOCUMENTS) {
                findings.add(
                        DocumentCode.TOO_LARGE,
                        document,
                        "more than " + MAX_DOCUMENTS + " documents",
                        "Split the file.");
                break;
            }
            each.read(document, characters);
        }
        if (documents == 0 && findings.count() == 0) {
            findings.add(DocumentCode.NO_DOCUMENT, 1, 1, "no " + kind + " document", beginning);
        }
    }

    /** The next document, or null after the last one or the first fault of syntax. */
    private Node next(Composer composer, StreamReader reader) {
        try {
            return composer.checkNode() ? composer.getNode() : null;
        } catch (MarkedYAMLException e) {
            String reason = e.getProblem() == null ? e.getContext() : e.getProblem();
            if (e.getProblemMark() == null) {
                findings.add(DocumentCode.SYNTAX, reader.getMark(), "YAML: " + reason, SYNTAX_FIX);
            } else {
                findings.add(
                        DocumentCode.SYNTAX, e.getProblemMark(), "YAML: " + reason, SYNTAX_FIX);
            }
        } catch (RuntimeException e) {
            // Limits come as exceptions without a place, and so do some slips of the parser.
            String told = String.valueOf(e.getMessage());
            if (told.startsWith("Nesting Depth")) {
                tooLarge(reader, "nested deeper than " + MAX_NESTING + " levels", "Nest it less.");
                return null;
            }
            if (told.startsWith("Number of aliases")) {
                tooLarge(
                        reader,
                        "more than " + MAX_ALIASES + " *aliases of lists and mappings",
                        "Write out what they stand for.");
                return null;
            }
            findings.add(
                    DocumentCode.SYNTAX, reader.getMark(), "YAML: " + Shown.of(told), SYNTAX_FIX);
        }
        return null;
    }

    private void tooLarge(StreamReader reader, String reason, String fix) {
        findings.add(DocumentCode.TOO_LARGE, reader.getMark(), reason, fix);
    }
}
