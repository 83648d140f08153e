package org.ccalloc.bench.child;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class PrintedTest {

    @Test
    void numbersComeSinglyOrInArrays() throws ChildFailedException {
        Printed printed = Printed.object("{\"one\": 1.5, \"many\": [1, 2.5], \"rows\": [[1, 2], [3]]}");
        assertThat(printed.names()).containsExactly("one", "many", "rows");
        assertThat(printed.numbers("one")).containsExactly(1.5);
        assertThat(printed.numbers("many")).containsExactly(1, 2.5);
        assertThat(printed.rows("rows")).containsExactly(new long[] {1, 2}, new long[] {3});
    }

    @Test
    void whatIsMissingIsNamed() {
        assertThatThrownBy(() -> Printed.object("{\"a\": \"text\"}").number("a"))
                .isInstanceOf(ChildFailedException.class)
                .hasMessageContaining("a=text (expected a Number)");
        assertThatThrownBy(() -> Printed.object("{}").number("b")).hasMessageContaining("b=null");
    }

    @Test
    void whatIsNoJsonIsShown() {
        assertThatThrownBy(() -> Printed.object("Segmentation fault")).hasMessageContaining("Segmentation fault");
        assertThatThrownBy(() -> Printed.objects("")).isInstanceOf(ChildFailedException.class);
    }
}
