package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.github.appliedset.adoption.LegacyTool;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.util.List;
import javax.sql.DataSource;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Tables of a role that may create in the tracker's schema and nothing else. Whatever it attaches to them makes that role a
 * superuser if a superuser runs it.
 */
class UntrustedTableTests extends MigratorTestSupport {

    private static final String COLUMNS =
            "(version bigint PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now(), checksum text)";
    private static final String TRACKER = "CREATE TABLE public.applied_migrations " + COLUMNS;

    private TestDatabase database;
    private String lowly;

    @BeforeEach
    void createRole(TestDatabase database) {
        this.database = database;
        this.lowly = "lowly_" + database.name();
        database.executeAsSuperuser(
                "CREATE ROLE " + this.lowly + " LOGIN PASSWORD 'low'",
                "GRANT USAGE, CREATE ON SCHEMA public TO " + this.lowly);
        asLowly(
                "CREATE FUNCTION public.gain() RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN"
                        + " IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user)"
                        + " THEN EXECUTE 'ALTER ROLE " + this.lowly + " SUPERUSER'; END IF; RETURN true; END $$",
                "CREATE FUNCTION public.on_row() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN PERFORM public.gain(); RETURN NEW; END $$");
        this.files.with("1_a.up.sql", "CREATE TABLE public.a (id int);").with("1_a.down.sql", "DROP TABLE public.a;");
    }

    @AfterEach
    void lowlyHasGainedNothing() {
        List<String> gained = Sql.firstColumn(
                this.database.superuser(), "SELECT 1 FROM pg_roles WHERE rolsuper AND rolname = '" + this.lowly + "'");
        this.database.executeAsSuperuser("DROP OWNED BY " + this.lowly + " CASCADE", "DROP ROLE " + this.lowly);
        assertThat(gained).isEmpty();
    }

    private void asLowly(String... statements) {
        Sql.execute(this.database.dataSource(this.lowly, "low"), statements);
    }

    private Migrator asSuperuser() {
        return migrator(this.database.superuser());
    }

    private Migrator migrator(DataSource dataSource) {
        return Migrator.builder()
                .dataSource(dataSource)
                .locations(this.files.location())
                .build();
    }

    private TrackerException refused(String anchor, ThrowingCallable work) {
        TrackerException refusal = catchThrowableOfType(TrackerException.class, work);
        assertThat(refusal).isNotNull();
        assertThat(refusal.reference().anchor()).isEqualTo(anchor);
        return refusal;
    }

    @Test
    void trackerOfAnotherRoleIsRefusedUntilItIsReassigned() {
        asLowly(
                TRACKER,
                "CREATE TRIGGER t BEFORE INSERT ON public.applied_migrations FOR EACH ROW EXECUTE FUNCTION"
                        + " public.on_row()");

        TrackerException owner = refused("tracker-owner", asSuperuser()::migrate);

        assertThat(owner).hasMessageContaining("Table public.applied_migrations belongs to " + this.lowly);
        assertThat(owner.action()).contains("ALTER TABLE public.applied_migrations OWNER TO postgres;");
        assertThat(this.database.hasTable("public.a")).isFalse();

        this.database.executeAsSuperuser("ALTER TABLE public.applied_migrations OWNER TO postgres");
        assertThat(refused("tracker-owner", asSuperuser()::migrate))
                .hasMessageMatching("(?s).*trigger t on table .*applied_migrations uses function .*on_row\\(\\) of "
                        + this.lowly + ".*");

        this.database.executeAsSuperuser("DROP TRIGGER t ON public.applied_migrations");
        assertThat(labels(asSuperuser().migrate())).containsExactly("1_a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ALTER TABLE public.applied_migrations ADD CHECK (public.gain())",
                "ALTER TABLE public.applied_migrations ADD extra boolean DEFAULT public.gain()",
                "CREATE RULE r AS ON INSERT TO public.applied_migrations DO ALSO SELECT public.gain()",
                "CREATE FUNCTION public.same(bigint) RETURNS bigint IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM public.gain();"
                        + " RETURN $1; END'; CREATE INDEX ON public.applied_migrations (public.same(version))",
                "CREATE FUNCTION public.same(bigint) RETURNS bigint IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM public.gain();"
                        + " RETURN $1; END'; ALTER TABLE public.applied_migrations ADD g bigint GENERATED ALWAYS AS"
                        + " (public.same(version)) STORED",
                "CREATE TRIGGER t BEFORE INSERT ON public.applied_migrations FOR EACH ROW WHEN (public.gain()) EXECUTE FUNCTION"
                        + " suppress_redundant_updates_trigger()"
            })
    void refusesObjectsAttachedByAFormerOwner(String attached) {
        asLowly(TRACKER, attached);
        this.database.executeAsSuperuser("ALTER TABLE public.applied_migrations OWNER TO postgres");

        refused("tracker-owner", asSuperuser()::migrate);
        refused("tracker-owner", asSuperuser()::dryRun);
    }

    @ParameterizedTest
    @ValueSource(strings = {"rollback", "forget", "accept-rename"})
    void everyWriterDistrustsTheTracker(String what) {
        asLowly(
                TRACKER,
                "INSERT INTO public.applied_migrations VALUES (1, 'b')",
                "CREATE TRIGGER t BEFORE UPDATE OR DELETE ON public.applied_migrations FOR EACH ROW EXECUTE FUNCTION"
                        + " public.on_row()");
        if (what.equals("rollback")) {
            this.files.renamed("1_a.up.sql", "1_b.up.sql").renamed("1_a.down.sql", "1_b.down.sql");
        }

        refused("tracker-owner", () -> {
            switch (what) {
                case "rollback" -> asSuperuser().rollback(1);
                case "forget" -> asSuperuser().forget(1);
                default -> asSuperuser().acceptRename(1);
            }
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE VIEW public.applied_migrations AS SELECT 1::bigint AS version, 'a' AS name, now() AS applied_at,"
                        + " NULL::text AS checksum WHERE public.gain()",
                "CREATE FUNCTION public.always() RETURNS boolean IMMUTABLE LANGUAGE plpgsql AS 'BEGIN PERFORM public.gain();"
                        + " RETURN true; END'; CREATE VIEW public.applied_migrations AS SELECT 1::bigint AS version, 'a' AS name,"
                        + " now() AS applied_at, NULL::text AS checksum WHERE public.always()",
                "CREATE DOMAIN public.label AS text; CREATE TABLE public.applied_migrations (version bigint PRIMARY KEY,"
                        + " name public.label NOT NULL, applied_at timestamptz NOT NULL, checksum text);"
                        + " INSERT INTO public.applied_migrations VALUES (1, 'a', now(), NULL)",
                "CREATE TYPE public.moment AS (at text); CREATE FUNCTION public.read(public.moment) RETURNS timestamptz IMMUTABLE"
                        + " LANGUAGE plpgsql AS 'BEGIN PERFORM public.gain(); RETURN now(); END';"
                        + " CREATE CAST (public.moment AS timestamptz) WITH FUNCTION public.read(public.moment) AS IMPLICIT;"
                        + " CREATE TABLE public.applied_migrations (version bigint PRIMARY KEY, name text NOT NULL,"
                        + " applied_at public.moment NOT NULL, checksum text);"
                        + " INSERT INTO public.applied_migrations VALUES (1, 'a', ROW('x'), NULL)"
            })
    void readerRunsNothingOfTheOwner(String planted) {
        asLowly(planted);

        refused("tracker-shape", asSuperuser()::plan);
        refused("tracker-shape", asSuperuser()::verify);
        refused("tracker-shape", asSuperuser()::status);
        refused("tracker-shape", asSuperuser()::migrate);
    }

    @Test
    void policyThatAReaderWouldRunIsRefused() {
        String reader = this.database.username();
        asLowly(
                TRACKER,
                "GRANT ALL ON public.applied_migrations TO " + reader,
                "ALTER TABLE public.applied_migrations ENABLE ROW LEVEL SECURITY",
                "CREATE POLICY p ON public.applied_migrations USING (public.gain())");

        refused("tracker-row-security", migrator(this.database.dataSource())::status);
    }

    /** Only who writes has to trust the owner. */
    @Test
    void ordinaryTableOfAnotherRoleIsRead() {
        asLowly(
                TRACKER,
                "INSERT INTO public.applied_migrations VALUES (1, 'a')",
                "CREATE TRIGGER t BEFORE INSERT ON public.applied_migrations FOR EACH ROW EXECUTE FUNCTION public.on_row()");

        assertThat(asSuperuser().verify().applied()).hasSize(1);
        assertThat(asSuperuser().status().pending()).isEmpty();
    }

    @Test
    void schemaOfAnotherRoleIsRefusedAlsoForANewTracker() {
        this.database.executeAsSuperuser("CREATE SCHEMA app AUTHORIZATION " + this.lowly);
        Migrator migrator = asSuperuser().toBuilder().schema("app").build();

        TrackerException refusal = refused("tracker-owner", migrator::migrate);

        assertThat(refusal.action()).contains("ALTER SCHEMA app OWNER TO postgres;");
        this.database.executeAsSuperuser("ALTER SCHEMA app OWNER TO postgres");
        assertThat(labels(migrator.migrate())).containsExactly("1_a");
    }

    @Test
    void tableOfUnfinishedMigrationsIsRefusedAsWell() {
        this.files.with("2_i.up.sql", "CREATE INDEX CONCURRENTLY i ON public.a (id);");
        asLowly(
                "CREATE TABLE public.applied_migrations_unfinished (version bigint PRIMARY KEY, name text, checksum text,"
                        + " next_statement int DEFAULT 0, running boolean DEFAULT false, started_at timestamptz,"
                        + " last_error text, rolls_back timestamptz)",
                "CREATE TRIGGER t BEFORE INSERT ON public.applied_migrations_unfinished FOR EACH ROW EXECUTE FUNCTION"
                        + " public.on_row()");

        TrackerException refusal = refused("tracker-owner", asSuperuser()::migrate);

        assertThat(refusal.action()).contains("ALTER TABLE public.applied_migrations_unfinished OWNER TO postgres;");
        assertThat(asSuperuser().plan().applied()).hasSize(1);
    }

    @Test
    void roleThatTheMigratingRoleIsAMemberOfIsTrusted() {
        String team = this.lowly + "_team";
        this.database.executeAsSuperuser(
                "CREATE ROLE " + team,
                "GRANT " + this.lowly + " TO " + team,
                "GRANT " + team + " TO " + this.database.username());
        asLowly(TRACKER);
        try {
            assertThat(labels(migrator(this.database.dataSource()).migrate())).containsExactly("1_a");
        } finally {
            this.database.executeAsSuperuser("DROP ROLE " + team);
        }
    }

    /** From PostgreSQL 16 on, who creates a role becomes a member of it, only to administer it. */
    @Test
    void roleThatTheMigratingRoleOnlyAdministersIsNotTrusted() {
        assumeTrue(
                Integer.parseInt(this.database.query("SHOW server_version_num").get(0)) >= 160_000);
        this.database.executeAsSuperuser("GRANT " + this.lowly + " TO " + this.database.username()
                + " WITH ADMIN TRUE, INHERIT FALSE, SET FALSE");
        asLowly(TRACKER, "GRANT ALL ON public.applied_migrations TO " + this.database.username());

        refused("tracker-owner", migrator(this.database.dataSource())::migrate);
    }

    private void cascadeOnto(String table, String trigger) {
        this.database.executeAsSuperuser("GRANT REFERENCES ON public." + table + " TO " + this.lowly);
        asLowly(
                "CREATE TABLE public.evil (v bigint REFERENCES public." + table
                        + " ON DELETE CASCADE ON UPDATE CASCADE)",
                trigger);
    }

    /** Before PostgreSQL 18, its trigger runs as whoever changed the row that it refers to. */
    @ParameterizedTest
    @CsvSource({
        "rollback, CREATE TRIGGER",
        "rollback, CREATE CONSTRAINT TRIGGER",
        "forget, CREATE TRIGGER",
        "forget, CREATE CONSTRAINT TRIGGER",
        "renumber, CREATE TRIGGER",
        "renumber, CREATE CONSTRAINT TRIGGER"
    })
    void foreignKeyOntoTheTrackerIsRefused(String what, String create) {
        asSuperuser().migrate();
        String when = create.contains("CONSTRAINT") ? " DEFERRABLE INITIALLY DEFERRED" : "";
        cascadeOnto(
                "applied_migrations",
                create + " t AFTER UPDATE OR DELETE ON public.evil" + when
                        + " FOR EACH ROW EXECUTE FUNCTION public.on_row()");
        asLowly("INSERT INTO public.evil VALUES (1)");
        if (what.equals("renumber")) {
            this.files.renamed("1_a.up.sql", "2_a.up.sql").renamed("1_a.down.sql", "2_a.down.sql");
        }

        TrackerException refusal = refused("tracker-owner", () -> {
            switch (what) {
                case "rollback" -> asSuperuser().rollback(1);
                case "forget" -> asSuperuser().forget(1);
                default -> asSuperuser().renumber(1, 2);
            }
        });

        assertThat(refusal).hasMessageMatching("(?s).*constraint evil_v_fkey on table .*evil .*passes changes on.*");
        assertThat(refusal.action()).contains("ALTER TABLE ").contains("evil DROP CONSTRAINT evil_v_fkey;");
    }

    @ParameterizedTest
    @ValueSource(strings = {"applied_migrations_unfinished", "applied_migrations_repeatable"})
    void foreignKeyOntoAnotherOfItsTablesIsRefused(String table) {
        this.files
                .with("2_i.up.sql", "CREATE INDEX CONCURRENTLY i ON public.a (id);")
                .with("v.repeatable.sql", "CREATE OR REPLACE VIEW public.v AS SELECT 1 AS one;");
        asSuperuser().migrate();
        cascadeOnto(
                table,
                "CREATE TRIGGER t AFTER UPDATE OR DELETE ON public.evil FOR EACH ROW EXECUTE FUNCTION public.on_row()");
        this.files
                .with("3_j.up.sql", "CREATE INDEX CONCURRENTLY j ON public.a (id);")
                .with("v.repeatable.sql", "CREATE OR REPLACE VIEW public.v AS SELECT 2 AS one;");

        assertThat(refused("tracker-owner", asSuperuser()::migrate)).hasMessageContaining("in table public." + table);
    }

    @Test
    void viewInPlaceOfTheNotesIsNotRead() {
        asSuperuser().migrate();
        asLowly("CREATE VIEW public.applied_migrations_unfinished AS SELECT CASE WHEN public.gain() THEN 1::bigint END"
                + " AS version, 'a'::text AS name, 0 AS next_statement, ''::text AS last_error, now() AS rolls_back");
        this.files.with("2_b.up.sql", "SELECT;");

        assertThat(labels(asSuperuser().migrate())).containsExactly("2_b");
    }

    /** Others may attach triggers to a table of a trusted role, so it must not be changed in passing. */
    @Test
    void foreignKeyOfATrustedRoleMayOnlyRefer() {
        asSuperuser().migrate();
        this.database.executeAsSuperuser(
                "CREATE TABLE public.release (v bigint CONSTRAINT to_release REFERENCES public.applied_migrations)");
        this.files.with("2_b.up.sql", "SELECT;").with("2_b.down.sql", "SELECT;");

        assertThat(labels(asSuperuser().migrate())).containsExactly("2_b");
        asSuperuser().rollback(1);

        for (String action : List.of("ON DELETE SET NULL", "ON UPDATE CASCADE")) {
            this.database.executeAsSuperuser(
                    "ALTER TABLE public.release DROP CONSTRAINT to_release",
                    "ALTER TABLE public.release ADD CONSTRAINT to_release FOREIGN KEY (v)"
                            + " REFERENCES public.applied_migrations " + action);
            refused("tracker-owner", asSuperuser()::migrate);
        }
    }

    @Test
    void foreignKeyOfAnotherRoleMayNotEvenRefer() {
        asSuperuser().migrate();
        this.database.executeAsSuperuser("GRANT REFERENCES ON public.applied_migrations TO " + this.lowly);
        asLowly("CREATE TABLE public.evil (v bigint REFERENCES public.applied_migrations)");

        assertThat(refused("tracker-owner", () -> asSuperuser().rollback(1)))
                .hasMessageMatching(
                        "(?s).*constraint evil_v_fkey on table .*evil of " + this.lowly + " refers to it.*");
    }

    /** GRANT ALL includes the privileges to create a trigger and to refer to the table, also while migrations run. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TRIGGER t BEFORE INSERT ON public.applied_migrations FOR EACH ROW EXECUTE FUNCTION public.on_row()",
                "CREATE TABLE public.evil (v bigint REFERENCES public.applied_migrations ON DELETE CASCADE)"
            })
    void untrustedObjectAddedDuringTheRunEndsIt(String attached) {
        asSuperuser().migrate();
        this.database.executeAsSuperuser("GRANT ALL ON public.applied_migrations TO " + this.lowly);
        this.files.with("2_b.up.sql", "CREATE TABLE public.b (id int);").with("3_c.up.sql", "SELECT;");
        MigrationListener meanwhile = new MigrationListener() {
            @Override
            public void beforeMigration(Target target, Migration migration) {
                if (migration.name().equals("c")) {
                    asLowly(attached);
                }
            }
        };

        MigrationFailedException failure = catchThrowableOfType(
                MigrationFailedException.class,
                () -> asSuperuser().toBuilder()
                        .listeners(List.of(meanwhile))
                        .build()
                        .migrate());

        assertThat(failure.reference().anchor()).isEqualTo("tracker-owner");
        assertThat(asSuperuser().plan().applied()).hasSize(2);
        refused("tracker-owner", asSuperuser()::migrate);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "CREATE TABLE public.schema_migrations (version bigint, dirty boolean)",
                "CREATE VIEW public.schema_migrations AS SELECT 1::bigint AS version, false AS dirty WHERE public.gain()",
                "CREATE DOMAIN public.number AS bigint; CREATE TABLE public.schema_migrations (version public.number, dirty boolean)"
            })
    void tableOfAnotherToolIsNotBelieved(String planted) {
        asLowly(planted);
        Migrator migrator = asSuperuser().toBuilder()
                .legacy(LegacyTool.GOLANG_MIGRATE, "public.schema_migrations")
                .build();

        TrackerException preview = catchThrowableOfType(TrackerException.class, migrator::previewAdoption);
        TrackerException adoption = catchThrowableOfType(TrackerException.class, migrator::migrate);

        String anchor = planted.contains("(version bigint") ? "tracker-owner" : "legacy-tracker-unknown";
        assertThat(preview.reference().anchor()).isEqualTo(anchor);
        assertThat(adoption.reference().anchor()).isEqualTo(anchor);
    }

    /** It would run as the role that commits, if it were left to the commit. */
    @ParameterizedTest
    @ValueSource(strings = {"", "-- applied-set: no-transaction\n"})
    void deferredTriggerRunsAsTheRoleOfTheMigration(String directive) {
        asLowly(
                "CREATE TABLE public.t (id int)",
                "CREATE CONSTRAINT TRIGGER t AFTER INSERT ON public.t DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE"
                        + " FUNCTION public.on_row()");
        this.files.with("1_a.up.sql", directive + "SET ROLE " + this.lowly + ";\nINSERT INTO public.t VALUES (1);\n");

        assertThat(labels(asSuperuser().migrate())).containsExactly("1_a");
    }
}
