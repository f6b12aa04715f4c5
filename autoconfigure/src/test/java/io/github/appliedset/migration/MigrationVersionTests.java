package io.github.appliedset.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MigrationVersionTests {

    @Test
    void leadingZerosMeanNothing() {
        assertThat(MigrationVersion.parse("007")).isEqualTo(MigrationVersion.of(7));
    }

    @Test
    void zeroIsAVersion() {
        assertThat(MigrationVersion.parse("000")).isEqualTo(MigrationVersion.of(0));
        assertThatIllegalArgumentException().isThrownBy(() -> MigrationVersion.of(-1));
    }

    @Test
    void countersAndTimestampsAreVersions() {
        assertThat(MigrationVersion.parse("20241202103000").value()).isEqualTo(20241202103000L);
        assertThat(MigrationVersion.parse("9223372036854775807").value()).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "-3", "+7", "1.2", " 1", "1a", "٢٠٢٤", "9223372036854775808"})
    void anythingElseIsRefused(String text) {
        assertThatIllegalArgumentException().isThrownBy(() -> MigrationVersion.parse(text));
    }

    @Test
    void ordersByNumberNotByText() {
        assertThat(MigrationVersion.parse("10")).isGreaterThan(MigrationVersion.parse("9"));
    }
}
