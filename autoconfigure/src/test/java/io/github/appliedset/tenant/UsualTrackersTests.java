package io.github.appliedset.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migrator.MigratorTestSupport;
import io.github.appliedset.support.TestDatabase;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which trackers need no look under their lock. */
class UsualTrackersTests extends MigratorTestSupport {

    private TestDatabase database;

    @BeforeEach
    void createTracker(TestDatabase database) {
        this.database = database;
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        database.execute(
                "CREATE FUNCTION public.f(text) RETURNS text LANGUAGE sql IMMUTABLE AS 'SELECT $1'",
                "CREATE FUNCTION public.t() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'");
    }

    private boolean isUsual() {
        return migrator(this.database)
                .dataSource(this.database.superuser())
                .build()
                .usualTrackersIn(List.of("public", "missing"))
                .equals(Map.of(
                        "public",
                        Long.valueOf(this.database
                                .query("SELECT 'public.applied_migrations'::regclass::oid")
                                .get(0))));
    }

    @Test
    void ourOwnTrackerIsUsual() {
        assertThat(isUsual()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE public.applied_migrations ADD more int",
                "ALTER TABLE public.applied_migrations ADD more text GENERATED ALWAYS AS (public.f(name)) STORED",
                "ALTER TABLE public.applied_migrations ALTER checksum SET DEFAULT public.f('x')",
                "ALTER TABLE public.applied_migrations ADD CHECK (public.f(name) IS NOT NULL)",
                "ALTER TABLE public.applied_migrations ALTER version TYPE int",
                "ALTER TABLE public.applied_migrations ALTER name DROP NOT NULL",
                "ALTER TABLE public.applied_migrations DROP CONSTRAINT applied_migrations_pkey",
                "ALTER TABLE public.applied_migrations ENABLE ROW LEVEL SECURITY",
                "ALTER TABLE public.applied_migrations SET UNLOGGED",
                "CREATE INDEX ON public.applied_migrations (public.f(name))",
                "CREATE RULE also AS ON INSERT TO public.applied_migrations DO ALSO SELECT 1",
                "CREATE TRIGGER t BEFORE INSERT ON public.applied_migrations FOR EACH ROW EXECUTE FUNCTION public.t()",
                "CREATE TABLE public.applied_migrations_unfinished (id int)",
                "CREATE TABLE public.applied_migrations_repeatable (id int)",
                "CREATE TABLE public.applied_migrations_backfill (id int)",
            })
    void differentTrackerIsNotUsual(String change) {
        this.database.execute(change);

        assertThat(isUsual()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"TABLE public.applied_migrations", "SCHEMA public"})
    void trackerOfAnotherOwnerIsNotUsual(String what) {
        String role = "lowly_" + this.database.name();
        this.database.executeAsSuperuser("CREATE ROLE " + role, "ALTER " + what + " OWNER TO " + role);
        try {
            assertThat(isUsual()).isFalse();
        } finally {
            this.database.executeAsSuperuser("ALTER " + what + " OWNER TO CURRENT_USER", "DROP ROLE " + role);
        }
    }
}
