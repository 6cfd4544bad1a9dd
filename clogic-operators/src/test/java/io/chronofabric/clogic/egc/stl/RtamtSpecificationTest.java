package io.chronofabric.clogic.egc.stl;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Specifications as RTAMT's users write them, and what they must not be mistaken for. */
class RtamtSpecificationTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '#',
            quoteCharacter = '"',
            value = {
                "out = always(req)                           # always(req)",
                "always(req);                                # always(req)",
                "out = ((req>=3) implies (eventually[0:5](gnt>=3)));"
                        + "                                   # (req>=3) -> eventually[0,5](gnt>=3)",
                "response = eventually[0:5 s](gnt >= 3); out = (req >= 3) implies response;"
                        + "                                   # (req>=3) -> eventually[0,5](gnt>=3)",
                "c = a + b; d = c >= -2;                     # a + b >= -2",
                "specification Limit float v float w const float most = 50.0 w = v * 3.6; w <= most;"
                        + "                                   # v * 3.6 <= 50.0",
                "input float req output float gnt const int T = 5 out = req -> eventually[0:T s] gnt"
                        + "                                   # req -> eventually[0,5] gnt",
                "const float low = -2 a >= low               # a >= -2",
                "from msgs import Pose @ topic(pose, p) Pose pose a > 0   # no",
                "import > 1 and input > 2 and output > 3     # import > 1 and input > 2 and output > 3",
                "out = 5                                     # 5",
                "ln(a) > log(b, 10)                          # ln(a) > log(b, 10)",
            })
    void meansTheSameAsTheFormula(String specification, String formula) {
        StlParser.Result read = StlParser.parse(specification.strip());
        if (formula.strip().equals("no")) {
            assertThat(read.formula()).as("a type that is not RTAMT's own").isNull();
            return;
        }
        assertThat(read.problems()).isEmpty();
        assertThat(read.formula()).isEqualTo(StlParser.parse(formula.strip()).formula());
    }

    @Test
    void aConstantOfTheRuleNeedsNoDollar() {
        StlParser.Result read =
                StlParser.parse(
                        "out = always[0:T s](x <= Max)", Set.of("x"), Set.of("T", "Max", "x"));
        assertThat(read.problems()).isEmpty();
        assertThat(read.formula())
                .isEqualTo(StlParser.parse("always[0,$T s](x <= $Max)").formula());
    }

    @Test
    void anEqualsSignThatWasMeantToCompareIsSeen() {
        StlParser.Result read = StlParser.parse("x = 3", Set.of("x"), Set.of());
        assertThat(read.formula()).isNull();
        assertThat(read.problems()).hasSize(1);
        assertThat(read.problems().get(0).fix()).isEqualTo("write == to compare");
        assertThat(StlParser.parse("y > 0 and x = 3").problems().get(0).fix())
                .isEqualTo("write == to compare");
    }

    @Test
    void aNameStandsForOnePart() {
        StlParser.Result read = StlParser.parse("a = x > 0; a = x > 1; a");
        assertThat(read.formula()).isNull();
        assertThat(read.problems().get(0).reason()).isEqualTo("a is defined twice");
    }

    @Test
    void namesThatDoubleEachOtherAreRefusedBeforeTheyGrow() {
        StringBuilder text = new StringBuilder("a0 = x > 0;");
        for (int i = 1; i < 60; i++) {
            text.append("a%d = a%d and a%d;".formatted(i, i - 1, i - 1));
        }
        StlParser.Result read = StlParser.parse(text + "a59");
        assertThat(read.formula()).isNull();
        assertThat(read.problems().get(0).reason()).contains("more than 65536 parts");
    }

    @Test
    void namesThatNestInEachOtherCountAsNested() {
        StringBuilder text = new StringBuilder("a0 = x > 0;");
        for (int i = 1; i < 250; i++) {
            text.append("a%d = not a%d;".formatted(i, i - 1));
        }
        StlParser.Result read = StlParser.parse(text + "a249");
        assertThat(read.formula()).isNull();
        assertThat(read.problems().get(0).reason()).contains("nests deeper than 200 levels");
    }

    @Test
    void tooManyNamesAreRefused() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < 258; i++) {
            text.append("a%d = x > 0;".formatted(i));
        }
        StlParser.Result read = StlParser.parse(text + "x > 1");
        assertThat(read.formula()).isNull();
        assertThat(read.problems().get(0).reason()).contains("more than 256 names");
    }
}
