package io.github.appliedset.autoconfigure;

import io.github.appliedset.migration.MigrationInterruptedException;
import io.github.appliedset.migration.TenantsFailedException;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.tenant.TenantReport;
import io.github.appliedset.text.Lines;
import io.github.appliedset.text.Log;
import java.time.Duration;

/** What a start does with the tenants, after the ordinary migrations. */
final class TenantStart {

    private static final Log log = Log.of(TenantStart.class);
    private static final int PAUSE_MILLIS = 1_000;

    private final TenantMigrator tenants;
    private final AppliedSetProperties properties;

    TenantStart(TenantMigrator tenants, AppliedSetProperties properties) {
        this.tenants = tenants;
        this.properties = properties;
    }

    void run() {
        switch (this.properties.mode()) {
            case MIGRATE -> migrate();
            case VERIFY -> require(this.tenants.status());
            case WAIT -> require(await(this.properties.waitTimeout()));
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

    private TenantReport await(Duration timeout) {
        long start = System.nanoTime();
        while (true) {
            TenantReport report = this.tenants.status();
            if (report.isCurrent() || System.nanoTime() - start >= timeout.toNanos()) {
                return report;
            }
            try {
                Thread.sleep(PAUSE_MILLIS);
            } catch (InterruptedException interrupted) {
                Thread.currentThread().interrupt();
                throw new MigrationInterruptedException(report.tenants().size());
            }
        }
    }
}
