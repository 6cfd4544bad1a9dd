package io.chronofabric.jobs.cli;

import io.chronofabric.core.Problem;
import io.chronofabric.state.model.RuleTest;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes rule tests as the XML of JUnit, which build servers read: a suite a file, a failure for a
 * case whose outcome differs, an error for a file that cannot be used.
 */
final class RuleTestJUnit {
    private static final char REPLACEMENT = '\uFFFD';

    private RuleTestJUnit() {}

    /**
     * A file and what came of it.
     *
     * @param file the file, with its problems
     * @param outcomes its cases; none where it cannot be used
     */
    record Suite(RuleTestFile.Loaded file, List<RuleTest.Outcome> outcomes) {
        long failures() {
            return outcomes.stream().filter(outcome -> !outcome.passed()).count();
        }

        int errors() {
            return file.isUsable() ? 0 : 1;
        }

        int cases() {
            return outcomes.size() + errors();
        }
    }

    /** Writes a report; replaces one that is there. */
    static void write(Path path, List<Suite> suites) throws IOException {
        try (OutputStream out = Files.newOutputStream(path)) {
            XMLStreamWriter xml =
                    XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            xml.writeStartElement("testsuites");
            count(
                    xml,
                    suites.stream().mapToLong(Suite::cases).sum(),
                    suites.stream().mapToLong(Suite::failures).sum(),
                    suites.stream().mapToLong(Suite::errors).sum());
            for (Suite suite : suites) {
                write(xml, suite);
            }
            xml.writeEndElement();
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(path + ": " + e.getMessage(), e);
        }
    }

    private static void count(XMLStreamWriter xml, long tests, long failures, long errors)
            throws XMLStreamException {
        xml.writeAttribute("tests", Long.toString(tests));
        xml.writeAttribute("failures", Long.toString(failures));
        xml.writeAttribute("errors", Long.toString(errors));
    }

    private static void write(XMLStreamWriter xml, Suite suite) throws XMLStreamException {
        xml.writeStartElement("testsuite");
        xml.writeAttribute("name", clean(suite.file().file()));
        count(xml, suite.cases(), suite.failures(), suite.errors());
        if (suite.errors() > 0) {
            begin(xml, suite.file().file(), "the file can be used", suite.file().file(), 1);
            List<String> problems =
                    suite.file().problems().stream()
                            .filter(Problem::isError)
                            .map(Problem::toString)
                            .toList();
            outcome(xml, "error", problems);
            xml.writeEndElement();
        }
        for (RuleTest.Outcome outcome : suite.outcomes()) {
            RuleTest.Case of = outcome.of();
            begin(xml, outcome.test(), of.name(), of.at().source(), of.at().line());
            if (!outcome.passed()) {
                outcome(
                        xml,
                        "failure",
                        outcome.differences().stream().map(RuleTestJudge::print).toList());
            }
            xml.writeEndElement();
        }
        xml.writeEndElement();
    }

    private static void begin(XMLStreamWriter xml, String group, String name, String file, int line)
            throws XMLStreamException {
        xml.writeStartElement("testcase");
        xml.writeAttribute("classname", clean(group));
        xml.writeAttribute("name", clean(name));
        xml.writeAttribute("file", clean(file));
        xml.writeAttribute("line", Integer.toString(line));
    }

    private static void outcome(XMLStreamWriter xml, String sort, List<String> lines)
            throws XMLStreamException {
        xml.writeStartElement(sort);
        xml.writeAttribute("message", clean(lines.isEmpty() ? "" : lines.get(0)));
        xml.writeCharacters(clean(lines.stream().collect(Collectors.joining("\n"))));
        xml.writeEndElement();
    }

    /** Without what XML 1.0 cannot write; a name in YAML may hold any character. */
    private static String clean(String text) {
        StringBuilder clean = new StringBuilder(text.length());
        text.codePoints()
                .forEach(
                        c -> {
                            boolean allowed =
                                    c == '\t'
                                            || c == '\n'
                                            || c == '\r'
                                            || (c >= 0x20 && c <= 0xD7FF)
                                            || (c >= 0xE000 && c <= 0xFFFD)
                                            || c >= 0x10000;
                            clean.appendCodePoint(allowed ? c : REPLACEMENT);
                        });
        return clean.toString();
    }
}
