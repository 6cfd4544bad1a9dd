package io.chronofabric.clogic.egc.stl;

import io.chronofabric.clogic.egc.stl.grammar.SignalTemporalLogicBaseVisitor;
import io.chronofabric.clogic.egc.stl.grammar.SignalTemporalLogicParser;
import io.chronofabric.core.DidYouMean;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.antlr.v4.runtime.ParserRuleContext;
import org.antlr.v4.runtime.Token;
import org.antlr.v4.runtime.tree.ParseTree;

/**
 * Turns the parser's tree into a formula, telling terms from formulas. Goes on after a problem,
 * with anything in the place of the bad part, to find the others too.
 */
final class FormulaBuilder extends SignalTemporalLogicBaseVisitor<Formula> {

    private final Names names;
    private final List<StlProblem> problems;
    private int depth;
    private int parts;

    FormulaBuilder(Names names, List<StlProblem> problems) {
        this.names = names;
        this.problems = problems;
    }

    Formula build(SignalTemporalLogicParser.FormulaContext tree) {
        Formula formula = null;
        for (int i = 0; i < tree.assertion().size(); i++) {
            SignalTemporalLogicParser.AssertionContext assertion = tree.assertion(i);
            parts = 0;
            formula = visit(assertion.expression());
            checkName(assertion);
            if (assertion.IDENTIFIER() != null && i < tree.assertion().size() - 1) {
                names.define(assertion.IDENTIFIER().getText(), formula);
            }
        }
        return formula;
    }

    private void checkName(SignalTemporalLogicParser.AssertionContext assertion) {
        if (assertion.IDENTIFIER() == null) {
            return;
        }
        String name = assertion.IDENTIFIER().getText();
        Span at = SyntaxErrors.span(assertion.IDENTIFIER().getSymbol());
        if (names.isSignal(name)) {
            problems.add(
                    StlCode.STL001.error(
                            at,
                            name + " = ...: " + name + " is a signal (expected: a name of its own)",
                            "write == to compare"));
        } else if (names.definition(name) != null || names.constant(name) != null) {
            problems.add(
                    StlCode.STL001.error(
                            at, name + " is defined twice", "give one of them another name"));
        } else if (names.isFull()) {
            problems.add(
                    StlCode.STL001.error(
                            at,
                            "more than " + Names.MAX_DEFINITIONS + " names for parts of a formula",
                            "split the rule into several"));
        }
    }

    @Override
    public Formula visit(ParseTree tree) {
        depth++;
        parts++;
        demandDepth(depth, (ParserRuleContext) tree);
        Formula formula = super.visit(tree);
        depth--;
        return formula;
    }

    private static void demandDepth(int reached, ParserRuleContext tree) {
        if (reached > StlParser.MAX_DEPTH) {
            throw new StlParser.TooDeep(at(tree));
        }
    }

    @Override
    public Formula visitParenthesized(SignalTemporalLogicParser.ParenthesizedContext tree) {
        return visit(tree.expression());
    }

    @Override
    public Formula visitSignalName(SignalTemporalLogicParser.SignalNameContext tree) {
        String name = tree.getText();
        Names.Definition definition = names.definition(name);
        if (definition != null) {
            parts += definition.size();
            if (parts > Names.MAX_PARTS) {
                throw new StlParser.TooLarge(at(tree));
            }
            demandDepth(depth + definition.depth() - 1, tree);
            return definition.formula();
        }
        BigDecimal constant = names.constant(name);
        if (constant != null) {
            Formula.Term number = new Formula.Literal(Math.abs(constant.doubleValue()), at(tree));
            return constant.signum() < 0 ? new Formula.Minus(number, at(tree)) : number;
        }
        return names.isParameter(name)
                ? new Formula.Parameter(name, at(tree))
                : new Formula.Signal(name, at(tree));
    }

    @Override
    public Formula visitParameterName(SignalTemporalLogicParser.ParameterNameContext tree) {
        return new Formula.Parameter(tree.getText().substring(1), at(tree));
    }

    @Override
    public Formula visitNumber(SignalTemporalLogicParser.NumberContext tree) {
        double value = Double.parseDouble(tree.getText());
        if (Double.isInfinite(value)) {
            problems.add(
                    StlCode.STL001.error(
                            at(tree),
                            tree.getText() + " is too large (expected: below 1.8e308)",
                            "write a smaller number"));
            value = 0;
        }
        return new Formula.Literal(value, at(tree));
    }

    @Override
    public Formula visitTrue(SignalTemporalLogicParser.TrueContext tree) {
        return new Formula.Truth(true, at(tree));
    }

    @Override
    public Formula visitFalse(SignalTemporalLogicParser.FalseContext tree) {
        return new Formula.Truth(false, at(tree));
    }

    @Override
    public Formula visitCall(SignalTemporalLogicParser.CallContext tree) {
        String name = tree.IDENTIFIER().getText();
        Formula.Function function =
                Arrays.stream(Formula.Function.values())
                        .filter(known -> known.symbol().equals(name))
                        .findFirst()
                        .orElse(null);
        if (function == null) {
            return unknownFunction(tree, name);
        }
        List<Formula.Term> arguments = new ArrayList<>();
        for (SignalTemporalLogicParser.ExpressionContext argument : tree.expression()) {
            arguments.add(term(argument, name));
        }
        if (function.arity() != arguments.size()) {
            return anything(
                    StlCode.STL031,
                    at(tree),
                    name
                            + ": "
                            + arguments.size()
                            + " arguments (expected: "
                            + function.arity()
                            + ")",
                    "give it as many");
        }
        return new Formula.Call(function, arguments, at(tree));
    }

    /** Its arguments are not looked at: a misspelt operator has formulas where numbers would be. */
    private Formula unknownFunction(SignalTemporalLogicParser.CallContext tree, String name) {
        List<String> functions =
                Arrays.stream(Formula.Function.values()).map(Formula.Function::symbol).toList();
        List<String> words = new ArrayList<>(functions);
        words.addAll(SyntaxErrors.LEADING_WORDS);
        Optional<String> meant = DidYouMean.suggest(name, words);
        return anything(
                StlCode.STL031,
                at(tree),
                "unknown function "
                        + name
                        + " (expected: one of "
                        + String.join(", ", functions)
                        + ", or an operator)",
                meant.map(word -> "did you mean " + word + "?").orElse("use one of these"));
    }

    @Override
    public Formula visitMinus(SignalTemporalLogicParser.MinusContext tree) {
        return new Formula.Minus(term(tree.expression(), "-"), at(tree));
    }

    @Override
    public Formula visitProduct(SignalTemporalLogicParser.ProductContext tree) {
        return arithmetic(tree, tree.expression(), tree.op);
    }

    @Override
    public Formula visitSum(SignalTemporalLogicParser.SumContext tree) {
        return arithmetic(tree, tree.expression(), tree.op);
    }

    private Formula arithmetic(
            ParserRuleContext tree,
            List<SignalTemporalLogicParser.ExpressionContext> operands,
            Token operator) {
        return new Formula.Arithmetic(
                switch (operator.getType()) {
                    case SignalTemporalLogicParser.PLUS -> Formula.ArithmeticOperator.PLUS;
                    case SignalTemporalLogicParser.MINUS -> Formula.ArithmeticOperator.MINUS;
                    case SignalTemporalLogicParser.TIMES -> Formula.ArithmeticOperator.TIMES;
                    default -> Formula.ArithmeticOperator.DIVIDE;
                },
                term(operands.get(0), operator.getText()),
                term(operands.get(1), operator.getText()),
                at(tree));
    }

    @Override
    public Formula visitCompare(SignalTemporalLogicParser.CompareContext tree) {
        return new Formula.Comparison(
                switch (tree.op.getType()) {
                    case SignalTemporalLogicParser.LE -> Formula.Comparator.LESS_OR_EQUAL;
                    case SignalTemporalLogicParser.LT -> Formula.Comparator.LESS;
                    case SignalTemporalLogicParser.GE -> Formula.Comparator.GREATER_OR_EQUAL;
                    case SignalTemporalLogicParser.GT -> Formula.Comparator.GREATER;
                    case SignalTemporalLogicParser.EQ -> Formula.Comparator.EQUAL;
                    default -> Formula.Comparator.NOT_EQUAL;
                },
                term(tree.expression(0), tree.op.getText()),
                term(tree.expression(1), tree.op.getText()),
                at(tree));
    }

    @Override
    public Formula visitNegation(SignalTemporalLogicParser.NegationContext tree) {
        return new Formula.Not(visit(tree.expression()), at(tree));
    }

    @Override
    public Formula visitWindow(SignalTemporalLogicParser.WindowContext tree) {
        return new Formula.Windowed(
                switch (tree.op.getType()) {
                    case SignalTemporalLogicParser.ALWAYS -> Formula.Quantifier.ALWAYS;
                    case SignalTemporalLogicParser.EVENTUALLY -> Formula.Quantifier.EVENTUALLY;
                    case SignalTemporalLogicParser.HISTORICALLY -> Formula.Quantifier.HISTORICALLY;
                    default -> Formula.Quantifier.ONCE;
                },
                interval(tree.interval()),
                visit(tree.expression()),
                at(tree));
    }

    @Override
    public Formula visitNeighbour(SignalTemporalLogicParser.NeighbourContext tree) {
        return new Formula.Shifted(
                switch (tree.op.getType()) {
                    case SignalTemporalLogicParser.PREV -> Formula.Neighbour.PREV;
                    case SignalTemporalLogicParser.S_PREV -> Formula.Neighbour.S_PREV;
                    case SignalTemporalLogicParser.NEXT -> Formula.Neighbour.NEXT;
                    default -> Formula.Neighbour.S_NEXT;
                },
                visit(tree.expression()),
                at(tree));
    }

    @Override
    public Formula visitEdge(SignalTemporalLogicParser.EdgeContext tree) {
        return new Formula.Shifted(
                tree.op.getType() == SignalTemporalLogicParser.RISE
                        ? Formula.Neighbour.RISE
                        : Formula.Neighbour.FALL,
                visit(tree.expression()),
                at(tree));
    }

    @Override
    public Formula visitReach(SignalTemporalLogicParser.ReachContext tree) {
        return new Formula.Reaching(
                switch (tree.op.getType()) {
                    case SignalTemporalLogicParser.UNTIL -> Formula.Reach.UNTIL;
                    case SignalTemporalLogicParser.UNLESS -> Formula.Reach.UNLESS;
                    default -> Formula.Reach.SINCE;
                },
                interval(tree.interval()),
                visit(tree.expression(0)),
                visit(tree.expression(1)),
                at(tree));
    }

    @Override
    public Formula visitAnd(SignalTemporalLogicParser.AndContext tree) {
        return joined(Formula.Connective.AND, tree, tree.expression());
    }

    @Override
    public Formula visitOr(SignalTemporalLogicParser.OrContext tree) {
        return joined(Formula.Connective.OR, tree, tree.expression());
    }

    @Override
    public Formula visitImplies(SignalTemporalLogicParser.ImpliesContext tree) {
        if (tree.expression(0) instanceof SignalTemporalLogicParser.ImpliesContext) {
            problems.add(
                    StlCode.STL060.warning(
                            SyntaxErrors.span(tree.IMPLIES().getSymbol()),
                            "a -> b -> c is read as (a -> b) -> c",
                            "write the parentheses you mean"));
        }
        return joined(Formula.Connective.IMPLIES, tree, tree.expression());
    }

    @Override
    public Formula visitIff(SignalTemporalLogicParser.IffContext tree) {
        return joined(Formula.Connective.IFF, tree, tree.expression());
    }

    @Override
    public Formula visitXor(SignalTemporalLogicParser.XorContext tree) {
        return joined(Formula.Connective.XOR, tree, tree.expression());
    }

    private Formula joined(
            Formula.Connective connective,
            ParserRuleContext tree,
            List<SignalTemporalLogicParser.ExpressionContext> operands) {
        return new Formula.Joined(
                connective, visit(operands.get(0)), visit(operands.get(1)), at(tree));
    }

    private Formula.Term term(SignalTemporalLogicParser.ExpressionContext tree, String operator) {
        Formula formula = visit(tree);
        if (formula instanceof Formula.Term term) {
            return term;
        }
        return anything(
                StlCode.STL001,
                at(tree),
                operator + " needs a number here, and this is a formula, true or false",
                formula instanceof Formula.Comparison
                        ? "join two comparisons by and; mind that comparisons bind tighter than"
                                + " not, and and or"
                        : "write a signal or a number there");
    }

    private Interval interval(SignalTemporalLogicParser.IntervalContext tree) {
        if (tree == null) {
            return null;
        }
        return new Interval(bound(tree.bound(0)), bound(tree.bound(1)), at(tree));
    }

    private Bound bound(SignalTemporalLogicParser.BoundContext tree) {
        Bound.Unit unit = Bound.Unit.SECONDS;
        if (tree.unit != null) {
            unit = Bound.Unit.of(tree.unit.getText());
            if (unit == null) {
                problems.add(
                        StlCode.STL001.error(
                                SyntaxErrors.span(tree.unit),
                                "unknown unit " + tree.unit.getText(),
                                "use one of ns, us, ms, s, min, h, d; none means s"));
                unit = Bound.Unit.SECONDS;
            }
        }
        if (tree.MINUS() != null) {
            problems.add(
                    StlCode.STL041.error(
                            at(tree),
                            "negative bound " + tree.getText() + " (expected: >= 0)",
                            "use once, historically or since to look back"));
        } else if (tree.PARAMETER() != null) {
            return new Bound.Parameter(tree.PARAMETER().getText().substring(1), unit);
        } else if (tree.name != null && names.isParameter(tree.name.getText())) {
            return new Bound.Parameter(tree.name.getText(), unit);
        } else if (tree.name != null && names.constant(tree.name.getText()) == null) {
            problems.add(SyntaxErrors.inInterval(tree.name, "found '" + tree.name.getText() + "'"));
        } else {
            try {
                BigDecimal amount =
                        tree.name == null
                                ? new BigDecimal(tree.NUMBER().getText())
                                : names.constant(tree.name.getText());
                return new Bound.Fixed(unit.toNanos(amount));
            } catch (ArithmeticException | NumberFormatException notNanos) {
                problems.add(
                        StlCode.STL041.error(
                                at(tree),
                                "bound "
                                        + tree.getText()
                                        + " (expected: whole nanoseconds, below 292 years)",
                                "choose a shorter window"));
            }
        }
        return new Bound.Fixed(0);
    }

    private Formula.Term anything(StlCode code, Span at, String reason, String fix) {
        problems.add(code.error(at, reason, fix));
        return new Formula.Literal(0, at);
    }

    private static Span at(ParserRuleContext tree) {
        Token start = tree.getStart();
        return new Span(
                start.getLine(),
                start.getCharPositionInLine() + 1,
                tree.getStop().getStopIndex() - start.getStartIndex() + 1);
    }
}
