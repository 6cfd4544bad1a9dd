package io.chronofabric.jobs.plot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Element;

class FormulaPictureTest {
    private static final double LEFT = 284;
    private static final double WIDTH = 610;

    @Test
    void evidenceIsShadedWhereItIsAndTheWayLeadsToTheSampleThatDecided() {
        double[] values = {1, 1, 1, 9, 8, 7, 1, 1, 1, 1};
        Drawn drawn =
                Drawn.of(
                        Drawn.subject(
                                "pump",
                                "always[0,5s](s0 > $T -> eventually[0,2s](s0 <= $T))",
                                Drawn.SECOND,
                                0,
                                Map.of("T", 5.0),
                                values));

        assertThat(Drawn.title(drawn.root()))
                .isEqualTo("pump: broken at 1970-01-01T00:00:00Z, robustness −2");
        Element signal = drawn.all("signal").get(0);
        List<Element> shades = Drawn.all(signal, "evidence");
        assertThat(shades).hasSize(1);
        assertThat(Drawn.number(shades.get(0), "x")).isCloseTo(xOf(3, 10), within(0.01));
        assertThat(Drawn.number(shades.get(0), "width")).isCloseTo(3 * WIDTH / 10, within(0.01));
        assertThat(Drawn.all(signal, "threshold")).hasSize(1);
        assertThat(Drawn.texts(signal)).contains("s0", "1 … 9", "$T = 5");

        List<Element> parts = drawn.all("part");
        assertThat(parts)
                .extracting(part -> Drawn.all(part, "label").get(0).getTextContent())
                .containsExactly("always[0,5s]", "->", "s0 > $T", "eventually[0,2s]", "s0 <= $T");
        assertThat(parts)
                .extracting(part -> Drawn.all(part, "evidence").size())
                .containsExactly(0, 0, 1, 0, 1);
        assertThat(parts)
                .extracting(part -> part.getAttribute("class"))
                .containsExactly("part way", "part way", "part", "part way", "part way");
        assertThat(Drawn.all(drawn.all("formula").get(0), "way-point"))
                .extracting(point -> Drawn.number(point, "cx"))
                .containsExactly(xOf(0, 10), xOf(3, 10), xOf(3, 10), xOf(5, 10));
        assertThat(Drawn.number(drawn.all("judged").get(0), "x1")).isEqualTo(xOf(0, 10));
        assertThat(Drawn.number(drawn.all("decided").get(0), "x1")).isEqualTo(xOf(5, 10));
        drawn.isInsideItsFrame();
    }

    @Test
    void aBandStandsAboveItsLineWhereThePartHoldsAndHangsBelowWhereItIsBroken() {
        Drawn drawn = Drawn.of(Drawn.subject("a", "s0 > 0", 0, new double[] {4, -2, 0, 1e-9}));

        Element part = drawn.all("part").get(0);
        double zero = Drawn.number(Drawn.all(part, "zero").get(0), "y1");
        String x1 = Figures.place(xOf(1, 4));
        String x2 = Figures.place(xOf(2, 4));
        String x3 = Figures.place(xOf(3, 4));
        String base = Figures.place(zero);
        assertThat(Drawn.all(part, "holds").get(0).getAttribute("d"))
                .startsWith("M284 " + Figures.place(zero - 30) + "H" + x1 + "V" + base + "H" + x3)
                .as("the smallest robustness is seen")
                .contains("H" + x3 + "V" + Figures.place(zero - 1.5) + "H894");
        assertThat(Drawn.all(part, "broken").get(0).getAttribute("d"))
                .startsWith(
                        "M284 "
                                + base
                                + "H"
                                + x1
                                + "V"
                                + Figures.place(zero + 15)
                                + "H"
                                + x2
                                + "V"
                                + base);
    }

    @Test
    void aMillionSamplesTakeNoMoreRoomThanThousandsAndNoBreachIsLost() {
        double[] values = new double[1_000_000];
        Random random = new Random(7);
        Arrays.setAll(values, i -> 10 + random.nextDouble());
        values[777_777] = -10;
        values[222_222] = 40;

        Drawn drawn = Drawn.of(Drawn.subject("a", "s0 > 0 and once (s0 > 1)", 5, values));

        assertThat(drawn.text().length()).isLessThan(100_000);
        assertThat(drawn.isInsideItsFrame().all("broken"))
                .as("a band each of the whole, and of s0 > 0, and of s0 > 1; and the legend")
                .hasSize(3 + 1);
        Element signal = drawn.all("signal").get(0);
        assertThat(Drawn.texts(signal)).contains("−10 … 40");
        String line = Drawn.all(signal, "line envelope").get(0).getAttribute("d");
        assertThat(line.split("V")).hasSizeLessThan(2 * TimeAxis.MOST_COLUMNS + 3);
    }

    @Test
    void evidenceOfEverySecondSampleTakesBoundedRoom() {
        double[] values = new double[200_000];
        Arrays.setAll(values, i -> i % 2 == 0 ? 1 : -1);

        Drawn drawn = Drawn.of(Drawn.subject("a", "always (s0 > 0 or not (s0 > 0))", 0, values));

        assertThat(drawn.all("evidence")).hasSizeLessThan(2 * TimeAxis.MOST_COLUMNS);
        assertThat(drawn.text().length()).isLessThan(300_000);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "<script>alert(1)</script>",
                "a\" onload=\"x()",
                "]]> &amp; &lt; &#0;",
                "\u202Egnp.exe\u2066\u200B\uFEFF",
                "\0\1\u001B[31m\uFFFE\uFFFF\uD800",
                "\uD83D\uDD25 冷却装置 e\u0301\u0301\u0301",
            })
    void hostileNamesAreShownAndDoNothing(String entity) {
        Drawn drawn =
                Drawn.of(Drawn.subject(entity.repeat(40), "s0 > 0", 0, new double[] {1, 2, 3}));

        assertThat(drawn.root().getElementsByTagName("script").getLength()).isZero();
        assertThat(drawn.text().codePoints().filter(c -> c != '\n'))
                .noneMatch(c -> Character.getType(c) == Character.FORMAT)
                .noneMatch(Character::isISOControl);
        assertThat(drawn.text())
                .doesNotContain("<b", "href", "@import", "http://www.w3.org/1999")
                .containsOnlyOnce("http");
        Element headline = drawn.all("headline").get(0);
        assertThat(Drawn.title(headline))
                .startsWith(Words.cut(entity.repeat(40), 500).substring(0, 40));
        drawn.isInsideItsFrame();
    }

    @Test
    void thereIsNothingButOneSample() {
        Drawn drawn = Drawn.of(Drawn.subject("a", "once[1,2](s0 > 0)", 0, new double[] {0}));

        assertThat(Drawn.title(drawn.root())).contains("broken", "robustness −∞");
        assertThat(drawn.all("evidence")).as("only the legend's").hasSize(1);
        assertThat(drawn.all("infinite")).hasSize(1);
        assertThat(Drawn.texts(drawn.all("part").get(0))).contains("−∞", "±∞");
        drawn.isInsideItsFrame();
    }

    @Test
    void theLargestValuesHaveTheirPlaces() {
        double most = Double.MAX_VALUE;
        Drawn drawn =
                Drawn.of(
                        Drawn.subject(
                                "a",
                                "s0 < s1 and s1 > 1e300 and s2 < 1",
                                0,
                                new double[] {most, -most, 0, most},
                                new double[] {-most, most, Double.MIN_VALUE, 0},
                                new double[] {most, most, most, most}));

        assertThat(drawn.isInsideItsFrame().text()).doesNotContain("NaN", "Infinity");
    }

    @Test
    void ofAnEndlessFormulaTheWayAndTheOutermostPartsAreDrawn() {
        String chain =
                IntStream.range(0, 150)
                        .mapToObj(i -> "s0 > " + i)
                        .collect(Collectors.joining(" and "));
        Subject subject = Drawn.subject("a", "not (" + chain + ")", 0, new double[] {75.5, 3, 2});
        Drawn drawn = Drawn.of(subject);

        List<Element> parts = drawn.all("part");
        assertThat(parts).hasSize(FormulaPicture.MOST_ROWS);
        List<FormulaTree.Row> rows =
                FormulaTree.rows(
                        subject.formula(), subject.explanation().path(), FormulaPicture.MOST_ROWS);
        assertThat(rows.stream().mapToInt(row -> 1 + row.hidden()).sum())
                .as("parts drawn and hidden")
                .isEqualTo(1 + 149 + 150);
        assertThat(rows.stream().filter(row -> row.step() != null))
                .as("the last number is compared first, so the way is short")
                .hasSize(3);
        assertThat(drawn.all("part way")).hasSize(3);
        drawn.isInsideItsFrame();
    }

    @Test
    void ofManySignalsThoseThatCountAreDrawn() {
        double[][] columns = new double[40][];
        for (int i = 0; i < columns.length; i++) {
            columns[i] = new double[] {i == 33 ? -1 : 1, 1};
        }
        String formula =
                IntStream.range(0, 40)
                        .mapToObj(i -> "s" + i + " > 0")
                        .collect(Collectors.joining(" and "));
        Drawn drawn = Drawn.of(Drawn.subject("a", formula, 0, columns));

        assertThat(drawn.all("signal")).hasSize(FormulaPicture.MOST_SIGNALS);
        assertThat(drawn.all("signal")).extracting(Drawn::title).contains("signal s33");
        assertThat(drawn.text()).contains("and 28 signals not drawn");
    }

    @Test
    void onePartThatStandsTwiceIsOnTheWayOnce() {
        Drawn drawn = Drawn.of(Drawn.subject("a", "s0 > 1 or s0 > 1", 0, new double[] {0, 5}));

        assertThat(drawn.all("part way")).hasSize(2);
        assertThat(drawn.all("part")).hasSize(3);
    }

    @Test
    void generatedFormulasAreDrawnInsideTheFrameAndTheSameEachTime() {
        long seed = Long.getLong("seed", new Random().nextLong());
        System.out.println("seed " + seed);
        Random random = new Random(seed);
        for (int round = 0; round < 300; round++) {
            int length = 1 + random.nextInt(random.nextBoolean() ? 4 : 2_000);
            double[][] columns = new double[2][length];
            double scale = Math.pow(10, random.nextInt(40) - 20);
            for (double[] column : columns) {
                Arrays.setAll(column, i -> Math.rint(random.nextGaussian() * 3) * scale);
            }
            String formula = formula(random, 4);
            Subject subject =
                    Drawn.subject(
                            "e", formula, Drawn.SECOND, random.nextInt(length), Map.of(), columns);

            Drawn drawn = Drawn.of(subject).isInsideItsFrame();

            assertThat(Drawn.of(subject).text())
                    .as("seed %d: %s", seed, formula)
                    .isEqualTo(drawn.text());
            int onWay = drawn.all("part way").size();
            assertThat(onWay)
                    .as("seed %d: %s", seed, formula)
                    .isEqualTo(subject.explanation().path().size())
                    .isEqualTo(drawn.all("way-point").size() - 1);
        }
    }

    private static String formula(Random random, int depth) {
        if (depth == 0) {
            return List.of(
                            "s0 > 1",
                            "s1 <= 0",
                            "s0 - s1 < 2",
                            "abs(s0) >= s1",
                            "true",
                            "s1",
                            "2 == s0")
                    .get(random.nextInt(7));
        }
        String one = "(" + formula(random, depth - 1) + ")";
        String other = "(" + formula(random, random.nextInt(depth)) + ")";
        int from = random.nextInt(4);
        String window =
                random.nextBoolean() ? "" : "[" + from + "," + (from + random.nextInt(9)) + "]";
        List<String> prefix =
                List.of(
                        "not ",
                        "always" + window,
                        "eventually" + window,
                        "once" + window,
                        "historically" + window,
                        "prev ",
                        "s_next ",
                        "rise",
                        "fall");
        List<String> infix =
                List.of(
                        " and ",
                        " or ",
                        " -> ",
                        " <-> ",
                        " xor ",
                        " until" + window,
                        " since" + window,
                        " unless" + window);
        return random.nextBoolean()
                ? prefix.get(random.nextInt(prefix.size())) + one
                : one + infix.get(random.nextInt(infix.size())) + other;
    }

    private static double xOf(int sample, int length) {
        return Math.round((LEFT + WIDTH * sample / length) * 100) / 100.0;
    }
}
