package io.chronofabric.state.codec;

import io.chronofabric.core.NodeId;
import io.chronofabric.state.model.RejectReason;
import java.util.HashMap;
import java.util.Map;

/**
 * The ids of nodes that records name, by number or by name ({@link NodeId#of}). Remembers whom each
 * id belongs to, so that a second name with the same id is noticed: events of both would pass for
 * one another's repeats. Holds at most one name an id. Not thread-safe.
 */
final class NodeNames {
    private final Map<Integer, String> nameOfId = new HashMap<>();

    /** Ids of the nodes as they were written, so that a repeat is looked up. */
    private final Map<String, Integer> idOfText = new HashMap<>();

    /**
     * The id of a node.
     *
     * @param text a number, 0 to 65535, or a name; leading zeros do not count
     * @throws Refusal if it is neither, or another node has the id
     */
    int id(String text) throws Refusal {
        Integer known = idOfText.get(text);
        if (known != null) {
            return known;
        }
        if (!Names.isUsable(text)) {
            throw refusal(text, "a number, 0 to " + NodeId.MAX + ", or a name");
        }
        String name = isNumber(text) ? withoutLeadingZeros(text) : text;
        int id = NodeId.of(name).value();
        if (isNumber(name) && !name.equals(Integer.toString(id))) {
            throw refusal(text, "0 to " + NodeId.MAX);
        }
        String before = nameOfId.putIfAbsent(id, name);
        if (before != null && !before.equals(name)) {
            throw refusal(
                    text,
                    "a node whose id is its own, but "
                            + Shown.of(before)
                            + " has "
                            + id
                            + " too; give the nodes numbers instead");
        }
        // Bounded, because leading zeros give a number many spellings.
        if (idOfText.size() <= NodeId.MAX) {
            idOfText.put(text, id);
        }
        return id;
    }

    private static boolean isNumber(String text) {
        for (int i = 0; i < text.length(); i++) {
            if (text.charAt(i) < '0' || text.charAt(i) > '9') {
                return false;
            }
        }
        return true;
    }

    private static String withoutLeadingZeros(String digits) {
        int from = 0;
        while (from < digits.length() - 1 && digits.charAt(from) == '0') {
            from++;
        }
        return digits.substring(from);
    }

    private static Refusal refusal(String text, String expected) {
        return new Refusal(RejectReason.BAD_IDENTITY, "node: " + Shown.of(text), expected);
    }
}
