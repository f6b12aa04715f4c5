package io.github.appliedset.actuate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.tenant.TenantReport;
import io.github.appliedset.tenant.TenantResult;
import io.github.appliedset.tenant.TenantResult.State;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TenantSectionTests {

    private static String page(State state, MigrationException failure) {
        Html page = new Html();
        TenantResult tenant = new TenantResult("tenant_1", state, 2, failure);
        TenantSection.append(page, new TenantReport(List.of(tenant), List.of(), Duration.ZERO));
        return page.toString();
    }

    @ParameterizedTest
    @CsvSource({
        "tenants, It could not be opened or migrated.",
        "tracker-locked, The tracker table could not be read.",
    })
    void failureIsDescribedByItsKind(String anchor, String expected) {
        TrackerException failure = new TrackerException("secret", "", anchor, null);

        assertThat(page(State.FAILED, failure)).contains(">" + expected + "<").doesNotContain("secret");
    }

    @Test
    void pausedTenantIsBehind() {
        TrackerException paused = new TrackerException("Migration 1_a is paused.", "", "tenants", null);

        assertThat(page(State.BEHIND, paused)).contains(">2 pending, one of them paused<");
        assertThat(page(State.BEHIND, null)).contains(">2 pending<");
    }

    @Test
    void lockOfAnotherProcessIsNamed() {
        assertThat(PublicReason.of(new MigrationLockException(Duration.ZERO, "secret", 1)))
                .isEqualTo("Another process held the migration lock.");
    }

    @Test
    void tenantsThatCannotBeListedAreNoTrackerTable() {
        assertThat(PublicReason.of(new TrackerException("secret", "", "tenants", null)))
                .isEqualTo("The tenants could not be listed, or one could not be opened.");
    }
}
