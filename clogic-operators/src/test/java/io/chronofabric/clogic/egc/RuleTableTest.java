package io.chronofabric.clogic.egc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.chronofabric.state.model.RuleChange;
import io.chronofabric.state.model.RuleChange.Action;
import io.chronofabric.state.model.RuleRef;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class RuleTableTest {
    private static final String NONE = "";

    private RuleTable table = new RuleTable(Rules.compile(), RuleQuota.DEFAULT);
    private int changes;

    @Test
    void aVersionIsInForceUntilTheNext() {
        accept(Action.APPLY, 1, 1_000, doc(1, "x > 0"));
        accept(Action.APPLY, 2, 2_000, doc(2, "x > 1"));
        assertThat(shown()).containsExactly("1[1000,2000)", "2[2000,...)");
    }

    @Test
    void aChangeBeforeTheFrontierIsRefusedAndChangesNothing() {
        table.frontier(1_000);
        table.frontier(500);
        assertThat(refusal(Action.APPLY, 1, 1_000, doc(1, "x > 0")))
                .isEqualTo(
                        "from 1970-01-01T00:00:01Z was promised to stay as it is (expected: after the"
                                + " frontier, 1970-01-01T00:00:01Z)");
        assertThat(shown()).isEmpty();
        accept(Action.APPLY, 1, 1_001, doc(1, "x > 0"));
    }

    @Test
    void aChangeThatComesTwiceCountsOnce() {
        RuleChange change = LiveRun.change("c", Action.APPLY, 1, 1_000, doc(1, "x > 0"));
        assertThat(table.apply(change).isAccepted()).isTrue();
        long stamp = table.stamp();
        RuleTable.Outcome again = table.apply(change);
        assertThat(again.isAccepted()).isFalse();
        assertThat(again.isRefused()).isFalse();
        assertThat(table.stamp()).isEqualTo(stamp);
    }

    @Test
    void theLastWordOnAMomentCounts() {
        accept(Action.APPLY, 1, 1_000, doc(1, "x > 0"));
        accept(Action.APPLY, 2, 9_000, doc(2, "x > 1"));
        accept(Action.CANARY, 3, 9_500, doc(3, "x > 2"));
        RuleTable.Outcome outcome =
                table.apply(LiveRun.change("o", Action.APPLY, 4, 5_000, doc(4, "x > 3")));
        assertThat(outcome.isAccepted()).isTrue();
        assertThat(outcome.overtaken()).isEqualTo(2);
        assertThat(shown()).containsExactly("1[1000,5000)", "4[5000,...)");
        accept(Action.DISABLE, 0, 8_000, NONE);
        accept(Action.ACTIVATE, 1, 8_000, NONE);
        assertThat(shown()).containsExactly("1[1000,5000)", "4[5000,8000)", "1[8000,...)");
    }

    @Test
    void askingForWhatIsInForceTakesBackWhatWasToCome() {
        accept(Action.APPLY, 1, 1_000, doc(1, "x > 0"));
        accept(Action.APPLY, 2, 9_000, doc(2, "x > 1"));
        accept(Action.ACTIVATE, 1, 5_000, NONE);
        assertThat(shown()).containsExactly("1[1000,...)");
        accept(Action.DISABLE, 0, 9_000, NONE);
        accept(Action.APPLY, 1, 6_000, doc(1, "x > 0"));
        assertThat(shown()).containsExactly("1[1000,...)");
        assertThat(refusal(Action.APPLY, 1, 7_000, doc(1, "x > 0"))).contains("in force already");
    }

    @Test
    void aTrialCanEndAlone() {
        accept(Action.APPLY, 1, 1_000, doc(1, "x > 0"));
        accept(Action.CANARY, 2, 2_000, doc(2, "x > 1"));
        assertThat(refusal(Action.DISABLE, 1, 3_000, NONE))
                .isEqualTo("test/r@1 is not on trial (expected: a version that is)");
        accept(Action.DISABLE, 2, 3_000, NONE);
        assertThat(shown()).containsExactly("1[1000,...)", "?2[2000,3000)");
    }

    @Test
    void aVersionIsItsWholeDocument() {
        accept(Action.APPLY, 1, 1_000, doc(1, "x > 0"));
        accept(Action.APPLY, 2, 2_000, doc(2, "x > 1"));
        String other = doc(1, "x > 0", "appliesTo", "{entity: a*}");
        assertThat(refusal(Action.APPLY, 1, 3_000, other)).contains("was another rule before");
    }

    @Test
    void aDocumentWithAnErrorIsRefusedWithItsPlace() {
        assertThat(refusal(Action.APPLY, 1, 1_000, doc(1, "x >")))
                .contains("STL001")
                .contains("test/r:6:16")
                .contains("expected: a document that compiles");
        assertThat(refusal(Action.APPLY, 1, 1_000, "a: [")).contains("RULE001");
        assertThat(refusal(Action.APPLY, 1, 1_000, doc(1, "x > 0") + "---\n" + doc(2, "x > 0")))
                .contains("document: 2 rules");
        assertThat(refusal(Action.APPLY, 3, 1_000, doc(1, "x > 0")))
                .isEqualTo("document of test/r@1 (expected: of test/r@3)");
    }

    @Test
    void aVersionIsOneRuleForEver() {
        accept(Action.APPLY, 1, 1_000, doc(1, "x > 0"));
        accept(Action.APPLY, 2, 2_000, doc(2, "x > 1"));
        assertThat(refusal(Action.APPLY, 1, 3_000, doc(1, "x > 2")))
                .contains("test/r@1 was another rule before");
        assertThat(refusal(Action.APPLY, 2, 3_000, doc(2, "x > 1"))).contains("in force already");
        accept(Action.APPLY, 1, 3_000, doc(1, "x > 0"));
    }

    @Test
    void aRollbackNeedsAVersionThatWasThere() {
        assertThat(refusal(Action.ACTIVATE, 1, 1_000, NONE))
                .isEqualTo("no version 1 of test/r (expected: a rule that was there before)");
        accept(Action.APPLY, 1, 1_000, doc(1, "x > 0"));
        accept(Action.APPLY, 2, 2_000, doc(2, "x > 1"));
        assertThat(refusal(Action.ACTIVATE, 3, 3_000, NONE)).contains("expected: one of 1, 2");
        assertThat(refusal(Action.ACTIVATE, 2, 3_000, NONE)).contains("in force already");
        accept(Action.ACTIVATE, 1, 3_000, NONE);
        assertThat(shown()).containsExactly("1[1000,2000)", "2[2000,3000)", "1[3000,...)");
    }

    @Test
    void aRuleFromAFileIsReplacedAndComesBack() {
        table = new RuleTable(Rules.compile(Rules.every("r", "x > 0")), RuleQuota.DEFAULT);
        accept(Action.APPLY, 2, 2_000, doc(2, "x > 1"));
        accept(Action.ACTIVATE, 1, 3_000, NONE);
        assertThat(shown()).containsExactly("1(...,2000)", "2[2000,3000)", "1[3000,...)");
        assertThat(table.tenures())
                .extracting(Tenure::lineage)
                .containsOnly(new RuleRef("test", "r", 1));
    }

    @Test
    void onlyWhatIsInForceCanBeDisabled() {
        assertThat(refusal(Action.DISABLE, 0, 1_000, NONE)).contains("test/r is not in force");
        accept(Action.APPLY, 1, 1_000, doc(1, "x > 0"));
        accept(Action.DISABLE, 0, 2_000, NONE);
        assertThat(refusal(Action.DISABLE, 0, 3_000, NONE)).contains("is not in force");
        assertThat(shown()).containsExactly("1[1000,2000)");
    }

    @Test
    void aTrialNeedsSomethingToCompareWithAndEndsWithTheNextChange() {
        assertThat(refusal(Action.CANARY, 2, 1_000, doc(2, "x > 1")))
                .contains("no version of test/r is in force to compare with");
        accept(Action.APPLY, 1, 1_000, doc(1, "x > 0"));
        accept(Action.CANARY, 2, 2_000, doc(2, "x > 1"));
        assertThat(refusal(Action.CANARY, 2, 3_000, doc(2, "x > 1"))).contains("on trial already");
        accept(Action.CANARY, 3, 3_000, doc(3, "x > 2"));
        accept(Action.ACTIVATE, 3, 4_000, NONE);
        assertThat(shown())
                .containsExactly("1[1000,4000)", "?2[2000,3000)", "?3[3000,4000)", "3[4000,...)");
    }

    @Test
    void stateIsCarriedOnlyBetweenRulesOfOneShape() {
        String carry = "onSwap";
        assertThat(refusal(Action.APPLY, 1, 1_000, doc(1, "x > 0", carry, "carry")))
                .contains("there is no state to carry");
        accept(Action.APPLY, 1, 1_000, doc(1, "once[0,2s](x > $T)", "params", "{T: 1}"));
        assertThat(
                        refusal(
                                Action.APPLY,
                                2,
                                2_000,
                                doc(2, "once[0,3s](x > $T)", "params", "{T: 1}", carry, "carry")))
                .contains(
                        "the formulas differ in more than the values of parameters, compared with test/r@1")
                .contains("use warm");
        accept(
                Action.APPLY,
                2,
                2_000,
                doc(2, "once[0,2s](x > $T)", "params", "{T: 5}", carry, "carry"));
        assertThat(table.tenures("test", "r").get(1).carriedFrom().ref().version()).isEqualTo(1);
        // Going back must always be possible.
        accept(Action.APPLY, 3, 3_000, doc(3, "x > 0"));
        accept(Action.ACTIVATE, 2, 4_000, NONE);
        assertThat(table.tenures("test", "r").get(3).carriedFrom()).isNull();
    }

    @Test
    void aTenantHasAQuota() {
        table = new RuleTable(List.of(), new RuleQuota(1, 1_000));
        accept(Action.APPLY, 1, 1_000, doc(1, "x > 0"));
        accept(Action.APPLY, 2, 2_000, doc(2, "x > 1"));
        String other = doc(1, "x > 0").replace("id: r", "id: other");
        RuleChange change =
                new RuleChange(
                        "o",
                        Action.APPLY,
                        "test",
                        "other",
                        1,
                        3_000,
                        other,
                        "",
                        0,
                        LiveRun.change("x", Action.DISABLE, 0, 0, NONE).origin());
        assertThat(table.apply(change).refusal())
                .isEqualTo("tenant test would have 2 rules (expected: at most 1, its quota)");
        table = new RuleTable(List.of(), new RuleQuota(10, 1_000));
        assertThat(refusal(Action.APPLY, 1, 1_000, doc(1, "once[0,100s](x > 0)")))
                .contains("bytes an entity (expected: at most 1000, its quota)");
    }

    @Test
    void whatEndedIsForgottenInTheEnd() {
        for (int version = 1; version <= 2 * RuleTable.MAX_TENURES; version++) {
            accept(Action.APPLY, version, 1_000L * version, doc(version, "x > 0"));
        }
        assertThat(table.tenures()).hasSize(RuleTable.MAX_TENURES);
        assertThat(shown()).last().isEqualTo("64[64000,...)");
    }

    @Test
    void rulesThatAreNoMoreAreForgottenInTheEnd() {
        for (int i = 0; i < RuleTable.MAX_ENDED_RULES + 10; i++) {
            String id = "r" + i;
            apply(id, Action.APPLY, 1, 1 + 2 * i, doc(1, "x > 0").replace("id: r", "id: " + id));
            apply(id, Action.DISABLE, 0, 2 + 2 * i, NONE);
        }
        assertThat(table.tenures()).hasSize(RuleTable.MAX_ENDED_RULES);
        assertThat(table.tenures("test", "r0")).isEmpty();
    }

    private void apply(String id, Action action, int version, long from, String document) {
        RuleChange like = LiveRun.change("c" + changes++, action, version, from, document);
        RuleTable.Outcome outcome =
                table.apply(
                        new RuleChange(
                                like.id(),
                                action,
                                "test",
                                id,
                                version,
                                from,
                                document,
                                "",
                                0,
                                like.origin()));
        assertThat(outcome.refusal()).isEmpty();
    }

    @Test
    void everyReaderOfTheSameRecordsHasTheSameTableWheneverItRestarts() throws IOException {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<CompiledRule> base = Rules.compile(Rules.every("r", "x > 0"));
        for (int round = 0; round < 200; round++) {
            RuleTable steady = new RuleTable(base, RuleQuota.DEFAULT);
            RuleTable restarted = new RuleTable(base, RuleQuota.DEFAULT);
            long now = 0;
            for (int i = 0; i < 30; i++) {
                now += random.nextInt(1_000);
                if (random.nextInt(3) == 0) {
                    steady.frontier(now);
                    restarted.frontier(now);
                    continue;
                }
                Action action = Action.values()[random.nextInt(4)];
                int version = 1 + random.nextInt(6);
                String onSwap = List.of("warm", "cold", "carry").get(version % 3);
                RuleChange change =
                        LiveRun.change(
                                "c" + random.nextInt(40),
                                action,
                                action == Action.DISABLE ? 0 : version,
                                now + random.nextInt(1_500) - 300,
                                action.bringsDocument()
                                        ? doc(version, "x > " + version % 4, "onSwap", onSwap)
                                        : NONE);
                RuleTable.Outcome outcome = steady.apply(change);
                assertThat(restarted.apply(change)).as("seed %d", seed).isEqualTo(outcome);
                if (random.nextInt(4) == 0) {
                    restarted = copy(restarted, base);
                }
                assertThat(restarted.stamp()).as("seed %d", seed).isEqualTo(steady.stamp());
                assertThat(shown(restarted)).as("seed %d", seed).isEqualTo(shown(steady));
                assertThat(restarted.frontierMillis()).isEqualTo(steady.frontierMillis());
            }
        }
    }

    @Test
    void damagedBytesAreNoTable() {
        assertThatThrownBy(
                        () ->
                                table.read(
                                        new DataInputStream(
                                                new ByteArrayInputStream(new byte[] {9}))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("rule table of format 9 (expected: 1)");
        assertThatThrownBy(
                        () ->
                                table.read(
                                        new DataInputStream(
                                                new ByteArrayInputStream(
                                                        new byte[] {
                                                            1, 0, 0, 0, 0, 0, 0, 0, 0, -1, 0, 0, 0
                                                        }))))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("entries (expected: 0 to");
    }

    private static RuleTable copy(RuleTable table, List<CompiledRule> base) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        table.write(new DataOutputStream(bytes));
        RuleTable copy = new RuleTable(base, RuleQuota.DEFAULT);
        copy.read(new DataInputStream(new ByteArrayInputStream(bytes.toByteArray())));
        return copy;
    }

    private void accept(Action action, int version, long from, String document) {
        assertThat(refusal(action, version, from, document)).isEmpty();
    }

    private String refusal(Action action, int version, long from, String document) {
        return table.apply(LiveRun.change("c" + changes++, action, version, from, document))
                .refusal();
    }

    private List<String> shown() {
        return shown(table);
    }

    private static List<String> shown(RuleTable table) {
        List<String> shown = new ArrayList<>();
        for (Tenure tenure : table.tenures()) {
            shown.add(
                    (tenure.onTrial() ? "?" : "")
                            + tenure.ref().version()
                            + (tenure.fromMillis() == Tenure.ALWAYS
                                    ? "(..."
                                    : "[" + tenure.fromMillis())
                            + ","
                            + (tenure.isOpen() ? "..." : tenure.toMillis())
                            + ")");
        }
        return shown;
    }

    private static String doc(int version, String formula, String... keys) {
        return LiveRun.document(version, formula, keys);
    }
}
