package io.chronofabric.state.flink;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import org.apache.flink.api.common.TaskInfoImpl;
import org.apache.flink.api.common.state.ListState;
import org.apache.flink.api.common.state.OperatorStateStore;
import org.junit.jupiter.api.Test;

class StateLedgerTest {
    private static final String BOOK =
            "01" // version
                    + "00000003" // parallelism
                    + "00000001" // subtask
                    + "0000000000000002" // entities
                    + "00000000000001f4" // bytes
                    + "00000232"; // check

    private final Books books = new Books();

    @Test
    void whatIsKeptIsBookedByDifferences() throws Exception {
        StateLedger ledger = ledger(false, 3, 1, StateLedger.UNLIMITED);
        ledger.before(0);
        ledger.after(300);
        ledger.before(0);
        ledger.after(100);
        ledger.before(100);
        ledger.beforeToo(50);
        ledger.after(250);
        assertThat(ledger.entities()).isEqualTo(2);
        assertThat(ledger.bytes()).isEqualTo(500);
        ledger.before(300);
        ledger.after(0);
        assertThat(ledger.entities()).isEqualTo(1);
        assertThat(ledger.bytes()).isEqualTo(200);
    }

    @Test
    void theBookHasAFixedLayout() throws Exception {
        StateLedger ledger = ledger(false, 3, 1, StateLedger.UNLIMITED);
        ledger.count(2, 500);
        ledger.save();
        assertThat(books.hex()).containsExactly(BOOK);
        StateLedger restored = ledger(true, 3, 1, 1_000);
        assertThat(restored.mustCount()).isFalse();
        assertThat(restored.entities()).isEqualTo(2);
        assertThat(restored.bytes()).isEqualTo(500);
    }

    @Test
    void aBookOfOtherKeyGroupsIsNotBelieved() throws Exception {
        for (String other :
                List.of(
                        BOOK.replaceFirst("00000003", "00000002"),
                        BOOK.replaceFirst("00000001", "00000000"),
                        BOOK.replaceFirst("01", "02"),
                        BOOK.substring(2),
                        BOOK + "00")) {
            books.become(List.of(other));
            StateLedger ledger = ledger(true, 3, 1, StateLedger.UNLIMITED);
            assertThat(ledger.mustCount()).as(other).isTrue();
            assertThat(ledger.entities()).isZero();
            assertThat(ledger.bytes()).isZero();
        }
        books.become(List.of());
        assertThat(ledger(true, 3, 1, 1).mustCount()).as("from before there was a book").isTrue();
        assertThat(ledger(false, 3, 1, 1).mustCount()).isFalse();
    }

    @Test
    void ofSeveralBooksTheOwnIsFound() throws Exception {
        books.become(List.of(BOOK.replaceFirst("00000001", "00000000"), BOOK));
        assertThat(ledger(true, 3, 1, StateLedger.UNLIMITED).bytes()).isEqualTo(500);
    }

    @Test
    void damagedBooksAreCountedAnewAndNeverBreakAJob() throws Exception {
        long seed = Long.getLong("seed", 20_261_122L);
        Random random = new Random(seed);
        for (int round = 0; round < 500; round++) {
            byte[] damaged = HexFormat.of().parseHex(BOOK);
            damaged[random.nextInt(damaged.length)] ^= (byte) (1 << random.nextInt(8));
            books.become(List.of(HexFormat.of().formatHex(damaged)));
            assertThat(ledger(true, 3, 1, 1).mustCount()).as("seed %d", seed).isTrue();
        }
    }

    @Test
    void thereIsRoomBelowTheBudget() throws Exception {
        StateLedger ledger = ledger(false, 1, 0, 500);
        ledger.count(1, 499);
        assertThat(ledger.hasRoom()).isTrue();
        ledger.count(1, 1);
        assertThat(ledger.hasRoom()).isFalse();
        assertThatThrownBy(() -> ledger(false, 1, 0, 0))
                .hasMessage("state budget: 0 bytes (expected: at least 1)");
    }

    private StateLedger ledger(boolean isRestored, int parallelism, int subtask, long budget)
            throws Exception {
        return StateLedger.of(
                books.store(),
                isRestored,
                new TaskInfoImpl("govern", 8, subtask, parallelism, 0),
                budget);
    }

    /** List state in memory. */
    private static final class Books implements ListState<byte[]> {
        private List<byte[]> kept = new ArrayList<>();

        OperatorStateStore store() {
            return (OperatorStateStore)
                    Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {OperatorStateStore.class},
                            (proxy, method, arguments) -> {
                                assertThat(method.getName()).isEqualTo("getListState");
                                return this;
                            });
        }

        List<String> hex() {
            return kept.stream().map(HexFormat.of()::formatHex).toList();
        }

        void become(List<String> hex) {
            kept = hex.stream().map(HexFormat.of()::parseHex).toList();
        }

        @Override
        public Iterable<byte[]> get() {
            return kept;
        }

        @Override
        public void update(List<byte[]> values) {
            kept = List.copyOf(values);
        }

        @Override
        public void add(byte[] value) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void addAll(List<byte[]> values) {
            throw new UnsupportedOperationException();
        }

        @Override
        public void clear() {
            kept = List.of();
        }
    }
}
