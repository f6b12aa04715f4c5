package io.github.appliedset.actuate;

import io.github.appliedset.actuate.VersionRuler.Stretch;
import io.github.appliedset.drift.SchemaVerdict;
import io.github.appliedset.drift.SchemaVerdict.Compared;
import io.github.appliedset.drift.SchemaVerdict.NoSnapshot;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationStatus;
import io.github.appliedset.migration.VersionState.Applied;
import io.github.appliedset.migration.VersionState.Pending;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.drift.DriftText;
import io.github.appliedset.tenant.TenantMigrator;
import io.github.appliedset.tenant.TenantReport;
import io.github.appliedset.tenant.TenantResult.State;
import io.github.appliedset.text.Count;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The endpoint's answer for people: one page without scripts or external resources. */
final class MigrationsPage {

    private static final String STYLE = style();
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);
    private static final int SHOWN_OF_CHECKSUM = 12;
    private static final int SHOWN_UNFOLDED = 6;

    private final MigrationDurations durations;
    private final Function<Migrator, Optional<SchemaVerdict>> schemas;
    private int sections;

    MigrationsPage(MigrationDurations durations, Function<Migrator, Optional<SchemaVerdict>> schemas) {
        this.durations = durations;
        this.schemas = schemas;
    }

    private static String style() {
        try (InputStream css =
                Objects.requireNonNull(MigrationsPage.class.getResourceAsStream("migrations.css"), "migrations.css")) {
            return new String(css.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /**
     * By context and name of the migrator.
     *
     * @param tenants the tenants of a context, if it has any
     */
    String render(Map<String, Map<String, Migrator>> contexts, Function<String, @Nullable TenantMigrator> tenants) {
        Html sections = new Html();
        int pending = 0;
        int differ = 0;
        for (Map.Entry<String, Map<String, Migrator>> context : contexts.entrySet()) {
            for (Map.Entry<String, Migrator> named : context.getValue().entrySet()) {
                MigrationStatus status = named.getValue().status();
                pending += status.missing().size() + status.pendingRepeatables().size();
                differ += status.differing().size();
                section(
                        sections,
                        context.getKey(),
                        named.getKey(),
                        named.getValue(),
                        status,
                        tenants.apply(context.getKey()),
                        suffix(contexts, named.getKey()));
            }
        }
        return page("Migrations" + inTitle(pending, differ), sections);
    }

    /** What a command needs besides, if there are several migrators. */
    private static String suffix(Map<String, Map<String, Migrator>> contexts, String name) {
        return contexts.values().stream().mapToInt(Map::size).sum() > 1 ? " --applied-set.migrator=" + name : "";
    }

    private static String inTitle(int pending, int differ) {
        if (pending > 0) {
            return " (" + pending + " pending)";
        }
        return differ == 0 ? "" : " (" + differ + (differ == 1 ? " differs)" : " differ)");
    }

    static String render(MigrationException problem) {
        return page(
                "Migrations (unknown)",
                new Html()
                        .markup("<p class=\"problem\" role=\"alert\">")
                        .text(PublicReason.of(problem) + "\n\n" + PublicReason.ACTION + "\n\nSee "
                                + PublicReason.page(problem))
                        .markup("</p>"));
    }

    private static String page(String title, Html content) {
        return new Html()
                .markup(
                        "<!doctype html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n<meta"
                                + " http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; img-src data:;"
                                + " style-src 'sha256-" + sha256(STYLE)
                                + "'; base-uri 'none'; form-action 'none'\">\n<meta name=\"viewport\""
                                + " content=\"width=device-width, initial-scale=1\">\n<link rel=\"icon\" href=\"data:,\">\n<title>")
                .text(title)
                .markup("</title>\n<style>" + STYLE + "</style>\n</head>\n<body>\n<main>\n<h1>Migrations</h1>\n")
                .markup(content.toString())
                .markup("</main>\n</body>\n</html>\n")
                .toString();
    }

    private static String sha256(String text) {
        try {
            return Base64.getEncoder()
                    .encodeToString(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException everyJvmHasIt) {
            throw new IllegalStateException(everyJvmHasIt);
        }
    }

    private void section(
            Html page,
            String context,
            String name,
            Migrator migrator,
            MigrationStatus status,
            @Nullable TenantMigrator tenants,
            String suffix) {
        String id = "m" + this.sections++;
        List<ShownMigration> migrations = ShownMigration.of(migrator, status, this.durations);
        page.markup("<section aria-labelledby=\"" + id + "\">\n<h2 id=\"" + id + "\">")
                .text(name)
                .markup("</h2>\n<p class=\"where\"><code>")
                .text(migrator.schema() + "." + migrator.table())
                .markup("</code> in ")
                .text(context)
                .markup("</p>\n");
        TenantReport report = tenants == null ? null : tenants.recent();
        summary(page, status, report);
        this.schemas.apply(migrator).ifPresent(verdict -> schema(page, verdict));
        attention(page, Attention.of(status, migrator.schema() + "." + migrator.table()), suffix);
        if (migrations.isEmpty()) {
            page.markup("<p class=\"empty\">There are no migrations on disk or in the table.</p>\n");
        } else {
            filters(page, id, status);
            page.markup("<div class=\"set\">\n");
            ruler(page, migrations);
            table(page, migrations);
            page.markup("</div>\n");
        }
        RepeatableSection.append(page, status.repeatables(), migrator.release());
        if (report != null) {
            TenantSection.append(page, report);
        }
        page.markup("</section>\n");
    }

    private static void summary(Html page, MigrationStatus status, @Nullable TenantReport tenants) {
        int pending = status.missing().size();
        long stopped = status.pending().stream().filter(Attention::isStopped).count();
        int notCurrent =
                tenants == null ? 0 : tenants.in(State.BEHIND, State.FAILED).size();
        int differ = status.differing().size();
        int orphans = status.orphans().size();
        page.markup("<p class=\"summary\">");
        if (pending > 0) {
            page.markup("<strong>")
                    .text(Count.of(pending, "migration") + " pending.")
                    .markup("</strong>");
        } else if (differ == 0
                && stopped == 0
                && notCurrent == 0
                && status.pendingRepeatables().isEmpty()) {
            page.markup("<strong>")
                    .text(
                            status.pending().isEmpty()
                                    ? "Everything on disk is applied."
                                    : "Everything on disk is applied, or continues in the background.")
                    .markup("</strong>");
        }
        if (!status.pendingRepeatables().isEmpty()) {
            page.markup((pending > 0 ? " " : "") + "<strong>")
                    .text(Count.of(status.pendingRepeatables().size(), "repeatable migration") + " pending.")
                    .markup("</strong>");
        }
        if (notCurrent > 0) {
            page.markup(" <strong>")
                    .text(notCurrent == 1 ? "1 tenant is not current." : notCurrent + " tenants are not current.")
                    .markup("</strong>");
        }
        status.pending().stream()
                .filter(state -> !state.detail().isEmpty() && state.state().backfill() != null)
                .forEach(state -> page.text(" " + state.file() + " is " + state.words() + ": "
                        + state.state().backfill().progress() + "."));
        status.pending().stream()
                .filter(Pending::running)
                .filter(state -> state.state().backfill() == null)
                .forEach(running -> page.text(" " + running.file() + " is running."));
        if (differ > 0) {
            page.markup((pending > 0 ? " " : "") + "<strong>")
                    .text(differ == 1 ? "1 file differs from its row." : differ + " files differ from their rows.")
                    .markup("</strong>");
        }
        if (orphans > 0) {
            page.text(" " + Count.of(orphans, "applied version") + " without a file.");
        }
        page.markup("</p>\n");
    }

    /** Each folded if there are many. */
    private static void attention(Html page, List<Attention> all, String suffix) {
        String open = all.size() <= SHOWN_UNFOLDED ? " open" : "";
        for (Attention attention : all) {
            page.markup("<details class=\"attention " + attention.state() + "\"" + open
                            + "><summary><span class=\"state\"><span class=\"mark\" aria-hidden=\"true\"></span><span>")
                    .breakable(attention.title())
                    .markup("</span></span></summary><div class=\"remedy\">");
            attention.text().lines().forEach(line -> line(page, line, suffix));
            page.markup("</div></details>\n");
        }
    }

    /** A command, a path or a sentence. */
    private static void line(Html page, String line, String suffix) {
        if (line.stripLeading().startsWith("--applied-set.command=")) {
            page.markup("<code class=\"command\">").text(line.strip() + suffix).markup("</code>\n");
        } else if (line.startsWith("    ")) {
            page.markup("<code class=\"detail\">").breakable(line.strip()).markup("</code>\n");
        } else if (!line.isBlank()) {
            page.markup("<p>").text(line).markup("</p>\n");
        }
    }

    private static void schema(Html page, SchemaVerdict verdict) {
        if (verdict instanceof NoSnapshot) {
            return;
        }
        page.markup("<p class=\"schema\">Schema at the last comparison: ")
                .text(SchemaWords.of(verdict))
                .markup(".</p>\n");
        if (verdict instanceof Compared compared && !compared.drift().isEmpty()) {
            page.markup("<p class=\"problem\">")
                    .text(DriftText.of(compared.drift()))
                    .markup("</p>\n");
        }
        if (verdict instanceof Compared compared
                && !compared.drift().wordedDifferently().isEmpty()) {
            page.markup("<details><summary>Worded differently, but probably the same: ")
                    .text(Count.of(compared.drift().wordedDifferently().size(), "object"))
                    .markup("</summary><p class=\"problem\">")
                    .text(DriftText.ofWordings(compared.drift()))
                    .markup("</p></details>\n");
        }
    }

    private static void filters(Html page, String id, MigrationStatus status) {
        long late = status.applied().stream().filter(Applied::late).count();
        long running = status.pending().stream()
                .filter(state -> state.words().equals("running"))
                .count();
        filter(page, id, "all", "All", status.all().size(), true);
        filter(page, id, "applied", "Applied", status.applied().size(), false);
        filter(page, id, "late", "Late", late, false);
        filter(page, id, "pending", "Pending", status.pending().size(), false);
        if (running > 0) {
            filter(page, id, "running", "Running", running, false);
        }
        filter(page, id, "orphan", "Orphans", status.orphans().size(), false);
        filter(page, id, "differs", "Differs", status.differing().size(), false);
    }

    private static void filter(Html page, String section, String what, String label, long count, boolean checked) {
        String id = section + "-" + what;
        page.markup("<input type=\"radio\" class=\"filter show-" + what + "\" name=\"" + section + "\" id=\"" + id
                + "\"" + (checked ? " checked" : "") + "><label for=\"" + id + "\">" + label + " " + count
                + "</label>\n");
    }

    private static void ruler(Html page, List<ShownMigration> migrations) {
        page.markup("<ol class=\"ruler\" aria-label=\"Versions in ascending order\">\n");
        VersionRuler.of(migrations).forEach(stretch -> stretch(page, stretch));
        page.markup("</ol>\n");
    }

    private static void stretch(Html page, Stretch stretch) {
        if (stretch.isGap()) {
            page.markup("<li class=\"gap\">gap ");
            range(page, stretch);
            page.markup("</li>\n");
            return;
        }
        page.markup("<li class=\"row " + (stretch.isRun() ? "run " : "") + classes(stretch.state())
                + "\"><span class=\"state\"><span class=\"mark\" aria-hidden=\"true\"></span>");
        range(page, stretch);
        page.markup(stretch.isRun() ? "<span class=\"count\"> " : "<span class=\"aside\"> ")
                .text((stretch.isRun() ? stretch.count() + " " : "") + stretch.state())
                .markup("</span></span></li>\n");
    }

    private static void range(Html page, Stretch stretch) {
        page.markup("<span class=\"version\">").text(stretch.from()).markup("</span>");
        if (stretch.from() != stretch.to()) {
            page.markup("–<wbr><span class=\"version\">").text(stretch.to()).markup("</span>");
        }
    }

    private static String classes(String state) {
        return state.replace(",", "");
    }

    private static void table(Html page, List<ShownMigration> migrations) {
        page.markup(
                "<table role=\"table\">\n<caption>Late: a higher version had been applied before it. Took: known only"
                        + " if this process applied it.</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">");
        for (String column : List.of("Version", "Name", "State", "Applied at", "Took", "File and checksum")) {
            page.markup("<th role=\"columnheader\" scope=\"col\">" + column + "</th>");
        }
        page.markup("</tr></thead>\n<tbody role=\"rowgroup\">\n");
        migrations.forEach(migration -> row(page, migration));
        page.markup("</tbody>\n</table>\n");
    }

    private static void row(Html page, ShownMigration migration) {
        String state = migration.state();
        page.markup("<tr role=\"row\" class=\"row " + classes(state)
                        + "\"><th role=\"rowheader\" scope=\"row\" class=\"version\">")
                .text(migration.version())
                .markup("</th><td role=\"cell\" class=\"name\"><bdi>")
                .breakable(migration.name())
                .markup("</bdi></td><td role=\"cell\" class=\"of-state\"><span class=\"state\"><span class=\"mark\""
                        + " aria-hidden=\"true\"></span>" + state + "</span></td><td role=\"cell\">");
        Instant appliedAt = migration.appliedAt();
        if (appliedAt != null) {
            page.markup("<time datetime=\"" + appliedAt.truncatedTo(ChronoUnit.MICROS) + "\">")
                    .text(TIME.format(appliedAt))
                    .markup("</time>");
        }
        page.markup("</td><td role=\"cell\" class=\"took\">");
        Duration took = migration.took();
        if (took != null) {
            page.text(words(took));
        }
        page.markup("</td><td role=\"cell\" class=\"quiet\">");
        provenance(page, migration);
        page.markup("</td></tr>\n");
    }

    private static void provenance(Html page, ShownMigration migration) {
        String file = migration.file();
        String checksum = migration.checksum();
        if (checksum == null) {
            page.markup("<code>")
                    .breakable(Objects.requireNonNullElse(file, "no file"))
                    .markup("</code>");
            return;
        }
        page.markup("<details><summary><code>")
                .text(checksum.substring(0, Math.min(SHOWN_OF_CHECKSUM, checksum.length())))
                .markup("</code></summary><code>")
                .breakable(Objects.requireNonNullElse(file, "no file"))
                .markup("</code><br><code>")
                .text(checksum)
                .markup("</code></details>");
    }

    private static String words(Duration duration) {
        long millis = duration.toMillis();
        if (millis < 1_000) {
            return millis + " ms";
        }
        return millis < 60_000
                ? String.format(Locale.ROOT, "%.1f s", millis / 1_000.0)
                : duration.toMinutes() + " min " + duration.toSecondsPart() + " s";
    }
}
