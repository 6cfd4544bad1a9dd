package io.chronofabric.clogic.egc.stl;

import io.chronofabric.clogic.egc.stl.grammar.SignalTemporalLogicLexer;
import io.chronofabric.clogic.egc.stl.grammar.SignalTemporalLogicParser;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import org.antlr.v4.runtime.BailErrorStrategy;
import org.antlr.v4.runtime.CharStreams;
import org.antlr.v4.runtime.CommonTokenStream;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.RecognitionException;
import org.antlr.v4.runtime.TokenStream;
import org.antlr.v4.runtime.atn.PredictionMode;
import org.antlr.v4.runtime.misc.ParseCancellationException;

/** Reads formulas. Thread-safe. */
public final class StlParser {

    /** Longest text read, in characters. */
    public static final int MAX_LENGTH = 64 * 1024;

    /**
     * Deepest nesting read, so that no formula overflows a stack. A chain of n operators, such as
     * {@code a and b and c}, nests n deep; parentheses count.
     */
    public static final int MAX_DEPTH = 200;

    private StlParser() {}

    /**
     * What came of a text.
     *
     * @param formula the formula, or null if there is an error among the problems
     * @param problems errors and warnings, in order of their place
     */
    public record Result(Formula formula, List<StlProblem> problems) {

        /** Copies the list. */
        public Result {
            problems = List.copyOf(problems);
        }
    }

    /** Reads a formula. Bad text gives problems, never an exception. */
    public static Result parse(String text) {
        return parse(text, Set.of(), Set.of());
    }

    /**
     * Reads a formula of which is known what it may name. A parameter of which there is no signal
     * of the same name may then stand without {@code $}, and no part of the formula may be given
     * the name of a signal.
     */
    public static Result parse(String text, Set<String> signals, Set<String> params) {
        Objects.requireNonNull(text, "text");
        if (text.length() > MAX_LENGTH) {
            return refused(
                    StlCode.STL001.error(
                            Span.NOWHERE,
                            "formula of "
                                    + text.length()
                                    + " characters (expected: at most "
                                    + MAX_LENGTH
                                    + ")",
                            "split the rule into several"));
        }
        if (text.isBlank()) {
            return refused(
                    StlCode.STL001.error(
                            Span.NOWHERE,
                            "the formula is empty",
                            "write one, such as always[0,60s](latency < 250)"));
        }
        CommonTokenStream tokens =
                new CommonTokenStream(new SignalTemporalLogicLexer(CharStreams.fromString(text)));
        try {
            Names names = new Names(signals, params, Specification.constants(tokens));
            SignalTemporalLogicParser.FormulaContext tree = new DepthLimited(tokens).formula();
            List<StlProblem> problems = new ArrayList<>();
            Formula formula = new FormulaBuilder(names, problems).build(tree);
            problems.sort(
                    Comparator.comparingInt(StlProblem::line).thenComparingInt(StlProblem::column));
            boolean failed = problems.stream().anyMatch(StlProblem::isError);
            return new Result(failed ? null : formula, StlProblem.told(problems));
        } catch (TooDeep tooDeep) {
            return refused(
                    StlCode.STL001.error(
                            tooDeep.at,
                            "the formula nests deeper than " + MAX_DEPTH + " levels",
                            "split the rule into several, or group long chains by parentheses"));
        } catch (TooLarge tooLarge) {
            return refused(
                    StlCode.STL001.error(
                            tooLarge.at,
                            "the formula has more than "
                                    + Names.MAX_PARTS
                                    + " parts, those with names written out",
                            "split the rule into several"));
        } catch (ParseCancellationException syntax) {
            RecognitionException cause = (RecognitionException) syntax.getCause();
            return refused(SyntaxErrors.describe(cause.getOffendingToken(), tokens));
        }
    }

    private static Result refused(StlProblem problem) {
        return new Result(null, List.of(problem));
    }

    /**
     * Says that a formula nests too deep; no fault of the program, so it carries no stack trace.
     */
    static final class TooDeep extends ParseCancellationException {

        private static final long serialVersionUID = 1L;

        private final transient Span at;

        TooDeep(Span at) {
            this.at = at;
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /** Says that a formula grows too large; without a stack trace, likewise. */
    static final class TooLarge extends ParseCancellationException {

        private static final long serialVersionUID = 1L;

        private final transient Span at;

        TooLarge(Span at) {
            this.at = at;
        }

        @Override
        public Throwable fillInStackTrace() {
            return this;
        }
    }

    /**
     * The generated parser, which stops at the first error and counts how deep it has called
     * itself: each call is one level of the tree.
     */
    private static final class DepthLimited extends SignalTemporalLogicParser {

        private int depth;

        DepthLimited(TokenStream tokens) {
            super(tokens);
            removeErrorListeners();
            setErrorHandler(new BailErrorStrategy());
            // The grammar has no decision that needs more context; the full mode costs time.
            getInterpreter().setPredictionMode(PredictionMode.SLL);
        }

        @Override
        public void enterRecursionRule(
                ParserRuleContext localctx, int state, int ruleIndex, int precedence) {
            super.enterRecursionRule(localctx, state, ruleIndex, precedence);
            depth++;
            if (depth > MAX_DEPTH) {
                throw new TooDeep(SyntaxErrors.span(getCurrentToken()));
            }
        }

        @Override
        public void unrollRecursionContexts(ParserRuleContext parent) {
            depth--;
            super.unrollRecursionContexts(parent);
        }
    }
}
