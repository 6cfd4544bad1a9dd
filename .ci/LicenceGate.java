import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import javax.xml.XMLConstants;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Element;
import org.w3c.dom.Node;

/**
 * Reads a CycloneDX bill of materials and refuses any library whose licence is not on the list.
 *
 * <p>{@code java .ci/LicenceGate.java BOM.xml LIST.txt} writes one line a library to LIST.txt; exit 1
 * names those refused. Where a library offers several licences, one that is on the list is enough:
 * we take the library under that one.
 */
final class LicenceGate {
    /** Licences that ask for notices at most, as SPDX writes them. */
    private static final Set<String> ALLOWED =
            Set.of(
                    "Apache-2.0",
                    "MIT",
                    "MIT-0",
                    "BSD-2-Clause",
                    "BSD-3-Clause",
                    "ISC",
                    "CC0-1.0");

    /**
     * Libraries taken although their licence is not on the list: group:name, and why. A GPL with the
     * classpath exception or a CDDL would have to stand here.
     */
    private static final Map<String, String> EXCEPTIONS = Map.of();

    private LicenceGate() {}

    public static void main(String[] arguments) throws Exception {
        if (arguments.length != 2) {
            System.err.println("usage: java .ci/LicenceGate.java BOM.xml LIST.txt");
            System.exit(2);
        }
        List<String> list = new ArrayList<>();
        List<String> refused = new ArrayList<>();
        for (Element component : components(Path.of(arguments[0]))) {
            String group = text(component, "group");
            if (group.equals("io.chronofabric")) {
                continue;
            }
            String name = group + ":" + text(component, "name");
            List<String> licences = licences(component);
            String line = name + ":" + text(component, "version") + "  " + String.join(" or ", licences);
            if (EXCEPTIONS.containsKey(name)) {
                line += "  (taken because: " + EXCEPTIONS.get(name) + ")";
            } else if (licences.stream().noneMatch(LicenceGate::isAllowed)) {
                refused.add(line);
            }
            list.add(line);
        }
        list.sort(null);
        Files.write(Path.of(arguments[1]), list);
        if (list.isEmpty()) {
            System.err.println("licences: no library in " + arguments[0] + " (expected: some)");
            System.exit(1);
        }
        if (!refused.isEmpty()) {
            System.err.println("licences: not on the list of .ci/LicenceGate.java:");
            refused.forEach(line -> System.err.println("  " + line));
            System.err.println("Take another library, or name it among the exceptions with a reason.");
            System.exit(1);
        }
        System.out.println("licences: " + list.size() + " libraries, all on the list");
    }

    /** An expression is allowed where one of its OR branches has only allowed licences. */
    private static boolean isAllowed(String licence) {
        for (String branch : licence.replaceAll("[()]", " ").split(" OR ")) {
            boolean all = true;
            for (String term : branch.split(" AND ")) {
                all &= ALLOWED.contains(term.trim());
            }
            if (all) {
                return true;
            }
        }
        return false;
    }

    /** The components of the document itself; a component's own nested ones are not looked at. */
    private static List<Element> components(Path bom) throws Exception {
        DocumentBuilderFactory factory = DocumentBuilderFactory.newInstance();
        factory.setFeature(XMLConstants.FEATURE_SECURE_PROCESSING, true);
        factory.setFeature("http://apache.org/xml/features/disallow-doctype-decl", true);
        Element root = factory.newDocumentBuilder().parse(bom.toFile()).getDocumentElement();
        List<Element> found = new ArrayList<>();
        for (Element components : children(root, "components")) {
            found.addAll(children(components, "component"));
        }
        return found;
    }

    private static List<String> licences(Element component) {
        List<String> found = new ArrayList<>();
        for (Element licences : children(component, "licenses")) {
            for (Element expression : children(licences, "expression")) {
                found.add(expression.getTextContent().trim());
            }
            for (Element licence : children(licences, "license")) {
                String id = text(licence, "id");
                found.add(id.isEmpty() ? text(licence, "name") : id);
            }
        }
        return found;
    }

    private static String text(Element parent, String name) {
        List<Element> found = children(parent, name);
        return found.isEmpty() ? "" : found.get(0).getTextContent().trim();
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        for (Node node = parent.getFirstChild(); node != null; node = node.getNextSibling()) {
            if (node instanceof Element && ((Element) node).getTagName().equals(name)) {
                found.add((Element) node);
            }
        }
        return found;
    }
}
