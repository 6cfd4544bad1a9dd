package io.chronofabric.jobs.plot;

import static org.assertj.core.api.Assertions.assertThat;

import io.chronofabric.clogic.egc.stl.Explainer;
import io.chronofabric.clogic.egc.stl.Explanation;
import io.chronofabric.clogic.egc.stl.Formula;
import io.chronofabric.clogic.egc.stl.StlContext;
import io.chronofabric.clogic.egc.stl.StlParser;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

/**
 * A picture as a reader of XML sees it.
 *
 * @param text the file
 * @param root its root element
 */
record Drawn(String text, Element root) {
    static final long SECOND = 1_000_000_000L;

    private static final Pattern NUMBER = Pattern.compile("-?\\d+(\\.\\d+)?");
    private static final Pattern STEPS = Pattern.compile("([MHV])(-?[\\d.]+)(?: (-?[\\d.]+))?");

    /** What to draw: signals {@code s0}, {@code s1}, ... a sample a second. */
    static Subject subject(String entity, String formula, int moment, double[]... columns) {
        return subject(entity, formula, SECOND, moment, Map.of(), columns);
    }

    static Subject subject(
            String entity,
            String formula,
            long periodNanos,
            int moment,
            Map<String, Double> params,
            double[]... columns) {
        StlParser.Result parsed = StlParser.parse(formula);
        assertThat(parsed.problems()).isEmpty();
        List<String> names = new ArrayList<>();
        for (int i = 0; i < columns.length; i++) {
            names.add("s" + i);
        }
        Formula read = parsed.formula();
        StlContext context = new StlContext(periodNanos, names, params, Long.MAX_VALUE);
        int length = columns[0].length;
        Explanation why = Explainer.explain(read, context, columns, length, moment);
        return new Subject(entity, read, context, columns, length, 0, why);
    }

    static Drawn of(Subject subject) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        try {
            FormulaPicture.write(subject, out);
            return of(out.toByteArray());
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    static Drawn of(byte[] svg) {
        try {
            DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
            factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
            Document document = factory.newDocumentBuilder().parse(new ByteArrayInputStream(svg));
            return new Drawn(
                    new String(svg, StandardCharsets.UTF_8), document.getDocumentElement());
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    /** The elements that have all of some classes. */
    List<Element> all(String classes) {
        return all(root, classes);
    }

    static List<Element> all(Element in, String classes) {
        List<Element> found = new ArrayList<>();
        NodeList elements = in.getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            Element element = (Element) elements.item(i);
            List<String> own = Arrays.asList(element.getAttribute("class").split(" "));
            if (own.containsAll(Arrays.asList(classes.split(" ")))) {
                found.add(element);
            }
        }
        return found;
    }

    /** What is told under a pointer. */
    static String title(Element element) {
        return element.getElementsByTagName("title").item(0).getTextContent();
    }

    /** What is written in an element itself. */
    static List<String> texts(Element in) {
        List<String> texts = new ArrayList<>();
        NodeList elements = in.getElementsByTagName("text");
        for (int i = 0; i < elements.getLength(); i++) {
            texts.add(elements.item(i).getTextContent());
        }
        return texts;
    }

    static double number(Element element, String attribute) {
        return Double.parseDouble(element.getAttribute(attribute));
    }

    /** That nothing is drawn outside, and every place is a number. */
    Drawn isInsideItsFrame() {
        double height = number(root, "height");
        NodeList elements = root.getElementsByTagName("*");
        for (int i = 0; i < elements.getLength(); i++) {
            Element element = (Element) elements.item(i);
            for (String name : List.of("x", "x1", "x2", "cx", "width")) {
                within(element, name, 1000);
            }
            for (String name : List.of("y", "y1", "y2", "cy", "height")) {
                within(element, name, height);
            }
            if (element.hasAttribute("d")) {
                for (MatchResult step :
                        STEPS.matcher(element.getAttribute("d")).results().toList()) {
                    double most = "V".equals(step.group(1)) ? height : 1000;
                    assertThat(Double.parseDouble(step.group(2))).isBetween(0.0, most);
                }
                assertThat(element.getAttribute("d").replaceAll("[MHVZ0-9. ]", "")).isEmpty();
            }
        }
        return this;
    }

    private static void within(Element element, String name, double most) {
        String value = element.getAttribute(name);
        if (!value.isEmpty()) {
            assertThat(NUMBER.matcher(value).matches()).as(value).isTrue();
            assertThat(Double.parseDouble(value)).as(name).isBetween(0.0, most);
        }
    }
}
