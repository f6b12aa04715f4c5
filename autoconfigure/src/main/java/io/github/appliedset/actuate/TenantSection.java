package io.github.appliedset.actuate;

import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.tenant.TenantReport;
import io.github.appliedset.tenant.TenantResult;
import io.github.appliedset.tenant.TenantResult.State;
import java.util.List;

/** The tenants on the page: how many are current, and who is not. */
final class TenantSection {

    private static final int SHOWN = 100;

    private TenantSection() {}

    static void append(Html page, TenantReport report) {
        int current = report.in(State.CURRENT, State.MIGRATED).size();
        List<TenantResult> others = report.in(State.BEHIND, State.FAILED);
        page.markup("<p class=\"summary tenants\">Tenants: ")
                .text(current + " current, " + report.in(State.BEHIND).size() + " behind, "
                        + report.in(State.FAILED).size() + " failed.")
                .markup("</p>\n");
        if (others.isEmpty()) {
            return;
        }
        page.markup(
                "<table role=\"table\" class=\"tenants\">\n<caption>Tenants that are behind or failed, as they were at"
                        + " the last look.</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">");
        for (String column : List.of("Tenant", "State", "Why")) {
            page.markup("<th role=\"columnheader\" scope=\"col\">" + column + "</th>");
        }
        page.markup("</tr></thead>\n<tbody role=\"rowgroup\">\n");
        others.stream().limit(SHOWN).forEach(tenant -> row(page, tenant));
        page.markup("</tbody>\n</table>\n");
        if (others.size() > SHOWN) {
            page.markup("<p>").text("And " + (others.size() - SHOWN) + " more.").markup("</p>\n");
        }
    }

    private static void row(Html page, TenantResult tenant) {
        String word = tenant.state().word();
        page.markup("<tr role=\"row\" class=\"row " + (tenant.state() == State.FAILED ? "edited" : "pending")
                        + "\"><th role=\"rowheader\" scope=\"row\" class=\"name\"><bdi>")
                .breakable(tenant.schema())
                .markup("</bdi></th><td role=\"cell\" class=\"of-state\"><span class=\"state\"><span class=\"mark\""
                        + " aria-hidden=\"true\"></span>" + word + "</span></td><td role=\"cell\">")
                .text(why(tenant))
                .markup("</td></tr>\n");
    }

    private static String why(TenantResult tenant) {
        MigrationException failure = tenant.failure();
        if (tenant.state() == State.BEHIND) {
            return tenant.migrations() + " pending" + (failure == null ? "" : ", one of them paused");
        }
        return failure instanceof TrackerException trouble
                        && trouble.reference().anchor().equals("tenants")
                ? "It could not be opened or migrated."
                : failure == null ? "" : PublicReason.of(failure);
    }
}
