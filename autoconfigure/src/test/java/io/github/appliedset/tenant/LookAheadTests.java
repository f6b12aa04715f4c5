package io.github.appliedset.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.tenant.TenantResult.State;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class LookAheadTests {

    private final List<String> tenants =
            IntStream.rangeClosed(1, 60).mapToObj(number -> "t" + number).toList();
    private final Set<String> done = Set.of("t7", "t8", "t40", "t60");
    private final List<List<String>> looks = new ArrayList<>();
    private final LookAhead ahead = new LookAhead(this.tenants, this::look);

    private List<TenantResult> look(List<String> tenants) {
        this.looks.add(List.copyOf(tenants));
        return tenants.stream()
                .map(tenant -> TenantResult.of(tenant, this.done.contains(tenant) ? State.CURRENT : State.BEHIND))
                .toList();
    }

    @Test
    void singleProcessNeverChecksAgain() {
        assertThat(this.tenants).noneMatch(this.ahead::isDone);
        assertThat(this.looks).isEmpty();
    }

    @Test
    void competingProcessChecksTheNextTenantsTogether() {
        assertThat(this.ahead.isDone("t1")).isFalse();
        this.ahead.meetsOthers();

        assertThat(this.tenants.stream().skip(1).filter(this.ahead::isDone)).containsExactly("t7", "t8", "t40", "t60");
        assertThat(this.looks)
                .containsExactly(
                        this.tenants.subList(1, 26), this.tenants.subList(26, 51), this.tenants.subList(51, 60));
    }

    /** Several workers take turns. */
    @Test
    void doesNotCheckAPassedTenant() {
        this.ahead.meetsOthers();

        assertThat(this.ahead.isDone("t3")).isFalse();
        assertThat(this.ahead.isDone("t2")).isFalse();
        assertThat(this.ahead.isDone("t7")).isTrue();
        assertThat(this.looks).containsExactly(this.tenants.subList(2, 27));
    }
}
