package io.github.appliedset.autoconfigure;

import io.github.appliedset.migration.TenantsFailedException;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.tenant.TenantReport;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.time.Duration;

/** What a start does with the tenants, after the ordinary migrations. */
final class TenantStart {

    private static final Log log = Log.of(TenantStart.class);

    private final TenantMigrator tenants;
    private final AppliedSetProperties properties;

    TenantStart(TenantMigrator tenants, AppliedSetProperties properties) {
        this.tenants = tenants;
        this.properties = properties;
    }

    /**
     * Does it.
     *
     * @param spent how much of the time to wait is spent already
     */
    void run(Duration spent) {
        switch (this.properties.mode()) {
            case MIGRATE -> migrate();
            case VERIFY -> require(this.tenants.status());
            case WAIT ->
                require(this.tenants.await(this.properties.waitTimeout().minus(spent)));
            case OFF -> log.info("Tenants: skipped (applied-set.mode=off)");
        }
    }

    private void migrate() {
        try {
            require(this.tenants.migrate());
        } catch (TenantsFailedException failed) {
            if (this.properties.tenants().onFailure() == TenantFailureMode.FAIL) {
                throw failed;
            }
            log.warn("{}", Lines.of(String.valueOf(failed.getMessage())));
        }
    }

    private static void require(TenantReport report) {
        report.requireCurrent();
        log.info("Tenants: {}, in {} ms", report.summary(), report.duration().toMillis());
    }
}
