package io.chronofabric.state.model;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Map;
import org.junit.jupiter.api.Test;

class FieldsTest {
    @Test
    void fieldsAreInOrderOfName() {
        Fields fields = Fields.of(Map.of("b", 2.0, "a", 1.0, "c", 3.0));
        assertThat(fields).hasToString("{a=1.0, b=2.0, c=3.0}");
        assertThat(fields.size()).isEqualTo(3);
        assertThat(fields.name(1)).isEqualTo("b");
        assertThat(fields.value(1)).isEqualTo(2.0);
        assertThat(fields.get("c")).isEqualTo(3.0);
        assertThat(fields.get("d")).isNaN();
    }

    @Test
    void equalNamesAndValuesAreEqualWhoeverHoldsTheArrays() {
        String[] names = {"a", "b"};
        Fields one = Fields.ofSorted(names, new double[] {1, 2});
        Fields same = Fields.ofSorted(names.clone(), new double[] {1, 2});
        assertThat(one).isEqualTo(same).hasSameHashCodeAs(same);
        assertThat(one.sharesNamesWith(same)).isFalse();
        Fields sharing = Fields.ofSorted(names, new double[] {1, 3});
        assertThat(one.sharesNamesWith(sharing)).isTrue();
        assertThat(one).isNotEqualTo(sharing);
    }

    @Test
    void unsortedDoubleUnequalOrInfiniteInputIsRefused() {
        assertThatThrownBy(() -> Fields.ofSorted(new String[] {"b", "a"}, new double[2]))
                .hasMessage("field names out of order: b, a (expected: strictly ascending)");
        assertThatThrownBy(() -> Fields.ofSorted(new String[] {"a", "a"}, new double[2]))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> Fields.ofSorted(new String[] {"a"}, new double[2]))
                .hasMessage("2 values for 1 names");
        assertThatThrownBy(() -> Fields.of(Map.of("a", Double.NaN)))
                .hasMessage("a: NaN (expected: a finite number)");
        assertThatThrownBy(() -> Fields.of(Map.of("a", Double.POSITIVE_INFINITY)))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
