package io.chronofabric.jobs.plot;

import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import javax.xml.stream.XMLOutputFactory;
import javax.xml.stream.XMLStreamException;
import javax.xml.stream.XMLStreamWriter;

/**
 * Writes SVG, an element a line. Whatever a text or an attribute holds, the result is well-formed.
 * Not thread-safe.
 */
final class Svg {
    /** So much of a text is told under a pointer. */
    private static final int LONGEST_TITLE = 2_000;

    private final XMLStreamWriter xml;

    private Svg(XMLStreamWriter xml) {
        this.xml = xml;
    }

    /** What draws. */
    interface Drawing {
        void on(Svg svg);
    }

    /**
     * Writes a document, whose root element the drawing makes.
     *
     * @throws IOException if it cannot be written
     */
    static void write(OutputStream out, Drawing drawing) throws IOException {
        try {
            XMLStreamWriter xml =
                    XMLOutputFactory.newDefaultFactory().createXMLStreamWriter(out, "UTF-8");
            xml.writeStartDocument("UTF-8", "1.0");
            drawing.on(new Svg(xml));
            xml.writeCharacters("\n");
            xml.writeEndDocument();
            xml.close();
        } catch (XMLStreamException e) {
            throw new IOException(e.getMessage(), e);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    /**
     * Begins an element.
     *
     * @param attributes names and values in turn
     */
    Svg open(String element, String... attributes) {
        return tell(
                () -> {
                    xml.writeCharacters("\n");
                    xml.writeStartElement(element);
                    write(attributes);
                });
    }

    /** Ends the element begun last. */
    Svg close() {
        return tell(xml::writeEndElement);
    }

    /** An element without content. */
    Svg leaf(String element, String... attributes) {
        return tell(
                () -> {
                    xml.writeCharacters("\n");
                    xml.writeEmptyElement(element);
                    write(attributes);
                });
    }

    /** A style sheet, or other text that is written as it stands. */
    Svg content(String text) {
        return tell(() -> xml.writeCharacters(text));
    }

    /** What a pointer resting on the element begun last is told, and who cannot see it. */
    Svg title(String text) {
        return tell(
                () -> {
                    xml.writeStartElement("title");
                    xml.writeCharacters(Words.cut(text, LONGEST_TITLE));
                    xml.writeEndElement();
                });
    }

    /** A line of text that begins, has its middle or ends at a place. */
    Svg text(double x, double y, String kind, String anchor, String text) {
        open("text", "class", kind, "x", Figures.place(x), "y", Figures.place(y));
        if (!"start".equals(anchor)) {
            tell(() -> xml.writeAttribute("text-anchor", anchor));
        }
        return tell(() -> xml.writeCharacters(Words.plain(text))).close();
    }

    /** A text cut to so many columns of a fixed-width font; the whole shows under a pointer. */
    Svg cutText(double x, double y, String kind, int columns, String text) {
        String cut = Words.cut(text, columns);
        open("text", "class", kind, "x", Figures.place(x), "y", Figures.place(y));
        if (!cut.equals(Words.plain(text))) {
            title(text);
        }
        return tell(() -> xml.writeCharacters(cut)).close();
    }

    Svg line(String kind, double x1, double y1, double x2, double y2) {
        return leaf(
                "line",
                "class",
                kind,
                "x1",
                Figures.place(x1),
                "y1",
                Figures.place(y1),
                "x2",
                Figures.place(x2),
                "y2",
                Figures.place(y2));
    }

    Svg box(String kind, double x, double y, double width, double height) {
        return leaf(
                "rect",
                "class",
                kind,
                "x",
                Figures.place(x),
                "y",
                Figures.place(y),
                "width",
                Figures.place(width),
                "height",
                Figures.place(height));
    }

    private void write(String... attributes) throws XMLStreamException {
        for (int i = 0; i < attributes.length; i += 2) {
            xml.writeAttribute(attributes[i], Words.plain(attributes[i + 1]));
        }
    }

    private interface Telling {
        void tell() throws XMLStreamException;
    }

    private Svg tell(Telling what) {
        try {
            what.tell();
        } catch (XMLStreamException e) {
            throw new UncheckedIOException(new IOException(e.getMessage(), e));
        }
        return this;
    }
}
