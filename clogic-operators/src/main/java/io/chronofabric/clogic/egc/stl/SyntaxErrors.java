package io.chronofabric.clogic.egc.stl;

import io.chronofabric.clogic.egc.stl.grammar.SignalTemporalLogicLexer;
import io.chronofabric.core.DidYouMean;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.Token;

/**
 * Says in words what is wrong at a token. It looks at the tokens before it and not at what the
 * parser expected: that is a set of forty tokens, of no use to a reader.
 */
final class SyntaxErrors {

    private static final List<String> OPERATOR_WORDS =
            List.of("not", "and", "or", "implies", "iff", "xor", "until", "unless", "since");

    /** Operators that stand before their operand. */
    static final List<String> LEADING_WORDS =
            List.of(
                    "always",
                    "eventually",
                    "historically",
                    "once",
                    "prev",
                    "next",
                    "s_prev",
                    "s_next",
                    "rise",
                    "fall",
                    "not");

    private SyntaxErrors() {}

    static Span span(Token token) {
        int length = Math.max(0, token.getStopIndex() - token.getStartIndex() + 1);
        return new Span(token.getLine(), token.getCharPositionInLine() + 1, length);
    }

    static StlProblem describe(Token found, CommonTokenStream tokens) {
        tokens.fill();
        List<Token> before = tokens.getTokens().subList(0, found.getTokenIndex());
        Token previous = before.isEmpty() ? null : before.get(before.size() - 1);
        Token open = lastOpen(before);
        String what = found.getType() == Token.EOF ? "the formula ends" : "found " + quoted(found);
        if (open != null && open.getType() == SignalTemporalLogicLexer.LBRACKET) {
            return inInterval(found, what);
        }
        if (found.getType() == SignalTemporalLogicLexer.LBRACKET
                && previous != null
                && previous.getType() == SignalTemporalLogicLexer.IDENTIFIER) {
            return unknownOperator(previous);
        }
        if (previous != null && endsOperand(previous)) {
            return afterOperand(found, what, open);
        }
        if (previous != null
                && (previous.getType() == SignalTemporalLogicLexer.RISE
                        || previous.getType() == SignalTemporalLogicLexer.FALL)) {
            String name = previous.getText();
            return problem(
                    found,
                    what + " where " + name + " needs its operand in parentheses",
                    "write " + name + "(x > 0)");
        }
        String reason = what + " where a signal, a number or a formula is expected";
        if (previous != null && isOneLetterOperator(previous)) {
            return problem(
                    found,
                    reason,
                    quoted(previous)
                            + " is the name of an operator; a signal of that name has to be"
                            + " declared under another one");
        }
        return problem(found, reason, "write one there, such as x > 0");
    }

    static StlProblem inInterval(Token found, String what) {
        return problem(
                found,
                what + " inside an interval",
                "write an interval as [0,10s] or [500ms:2min]");
    }

    private static StlProblem afterOperand(Token found, String what, Token open) {
        if (found.getType() == Token.EOF) {
            return problem(
                    found,
                    "missing ): "
                            + quoted(open)
                            + " in line "
                            + open.getLine()
                            + ", column "
                            + (open.getCharPositionInLine() + 1)
                            + " is never closed",
                    "close it");
        }
        if (found.getType() == SignalTemporalLogicLexer.RPAREN) {
            return problem(found, what + ", which closes nothing", "remove it");
        }
        String reason = what + " where an operator or the end is expected";
        if (found.getText().equals("=")) {
            return problem(found, reason, "write == to compare");
        }
        if (found.getType() == SignalTemporalLogicLexer.IDENTIFIER) {
            Optional<String> meant = DidYouMean.suggest(found.getText(), OPERATOR_WORDS);
            if (meant.isPresent()) {
                return problem(found, reason, "did you mean " + meant.get() + "?");
            }
        }
        return problem(found, reason, "write one before it, such as and, or remove it");
    }

    /** Only an operator has an interval. */
    private static StlProblem unknownOperator(Token name) {
        List<String> words = new ArrayList<>(LEADING_WORDS);
        words.addAll(OPERATOR_WORDS);
        Optional<String> meant = DidYouMean.suggest(name.getText(), words);
        return problem(
                name,
                "unknown operator " + name.getText() + " before an interval",
                meant.map(word -> "did you mean " + word + "?").orElse("name a temporal operator"));
    }

    private static StlProblem problem(Token found, String reason, String fix) {
        return StlCode.STL001.error(span(found), reason, fix);
    }

    private static Token lastOpen(List<Token> tokens) {
        Deque<Token> open = new ArrayDeque<>();
        for (Token token : tokens) {
            switch (token.getType()) {
                case SignalTemporalLogicLexer.LPAREN, SignalTemporalLogicLexer.LBRACKET ->
                        open.push(token);
                case SignalTemporalLogicLexer.RPAREN, SignalTemporalLogicLexer.RBRACKET ->
                        open.poll();
                default -> {}
            }
        }
        return open.peek();
    }

    private static boolean endsOperand(Token token) {
        return switch (token.getType()) {
            case SignalTemporalLogicLexer.RPAREN,
                    SignalTemporalLogicLexer.NUMBER,
                    SignalTemporalLogicLexer.IDENTIFIER,
                    SignalTemporalLogicLexer.PARAMETER,
                    SignalTemporalLogicLexer.TRUE,
                    SignalTemporalLogicLexer.FALSE ->
                    true;
            default -> false;
        };
    }

    private static boolean isOneLetterOperator(Token token) {
        return token.getText().length() == 1 && Character.isLetter(token.getText().charAt(0));
    }

    private static String quoted(Token token) {
        String text = token.getText();
        String shown = "'" + (text.length() > 40 ? text.substring(0, 40) + "..." : text) + "'";
        int first = text.codePointAt(0);
        // Letters of other scripts look like ours.
        return first > 0x7F ? shown + String.format(" (U+%04X)", first) : shown;
    }
}
