package io.chronofabric.clogic.egc.stl;

import io.chronofabric.clogic.egc.stl.grammar.SignalTemporalLogicLexer;
import java.math.BigDecimal;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;

/**
 * What stands before the formula in a specification written for RTAMT: its name, imports, topics,
 * and the declarations of variables and constants. Variables are what the rule's signals are, so of
 * all that only the constants matter. Its words are no keywords: {@code input} may be a signal.
 */
final class Specification {
    private static final Set<String> TYPES = Set.of("float", "int", "long", "complex");
    private static final Set<String> ROLES = Set.of("input", "output");

    private final CommonTokenStream tokens;
    private final Map<String, BigDecimal> constants = new HashMap<>();
    private int next;

    private Specification(CommonTokenStream tokens) {
        this.tokens = tokens;
    }

    /** Reads what stands there, and leaves the stream where the formula begins. */
    static Map<String, BigDecimal> constants(CommonTokenStream tokens) {
        tokens.fill();
        Specification head = new Specification(tokens);
        while (head.take()) {
            // One more was there.
        }
        tokens.seek(head.next);
        return head.constants;
    }

    private boolean take() {
        if (isWord(0, "specification") && isName(1)) {
            next += 2;
        } else if (isWord(0, "from") && isName(1) && isWord(2, "import") && isName(3)) {
            next += 4;
        } else if (text(0).equals("@") && isName(1) && text(2).equals("(") && isName(3)) {
            // @ topic ( variable , name )
            next += 7;
        } else if (isWord(0, "const") && isName(1) && isName(2) && text(3).equals("=")) {
            int sign = text(4).equals("-") ? 1 : 0;
            if (type(4 + sign) != SignalTemporalLogicLexer.NUMBER) {
                return false;
            }
            BigDecimal value = new BigDecimal(text(4 + sign));
            constants.put(text(2), sign == 1 ? value.negate() : value);
            next += 5 + sign;
        } else {
            int role = ROLES.contains(text(0)) && isName(1) ? 1 : 0;
            boolean declares = TYPES.contains(text(role)) || (role == 1 && isName(2));
            if (!declares || !isName(role) || !isName(role + 1)) {
                return false;
            }
            next += role + 2;
        }
        return next < tokens.size();
    }

    private boolean isWord(int ahead, String word) {
        return text(ahead).equals(word);
    }

    private boolean isName(int ahead) {
        return type(ahead) == SignalTemporalLogicLexer.IDENTIFIER;
    }

    private int type(int ahead) {
        return next + ahead < tokens.size() ? tokens.get(next + ahead).getType() : Token.EOF;
    }

    private String text(int ahead) {
        return next + ahead < tokens.size() ? tokens.get(next + ahead).getText() : "";
    }
}
