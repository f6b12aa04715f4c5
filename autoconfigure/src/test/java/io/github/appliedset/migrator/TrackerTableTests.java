package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.migration.AppliedMigration;
import io.github.appliedset.migration.MigrationFailedException;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.support.TestDatabase;
import java.time.Instant;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TrackerTableTests extends MigratorTestSupport {

    private static final String COLUMNS = """
            SELECT column_name || ' ' || data_type || ' ' || is_nullable || ' ' || coalesce(column_default, '-')
            FROM information_schema.columns
            WHERE table_schema = 'public' AND table_name = 'applied_migrations' ORDER BY ordinal_position""";

    @Test
    void isCreatedAsTheContractSays(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");

        migrate(database);

        assertThat(database.query(COLUMNS))
                .containsExactly(
                        "version bigint NO -",
                        "name text NO -",
                        "applied_at timestamp with time zone NO now()",
                        "checksum text YES -");
        assertThat(database.query("SELECT pg_get_constraintdef(oid) FROM pg_constraint"
                        + " WHERE conrelid = 'public.applied_migrations'::regclass AND contype = 'p'"))
                .containsExactly("PRIMARY KEY (version)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"app", "My Schema", "quo\"te", "ünicode", "select", "$user", "a.b"})
    void livesInAnySchemaWhichIsCreated(String schema, TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        Migrator migrator =
                migrator(database).schema(schema).table("Done \"here\"").build();

        migrator.migrate();

        assertThat(migrator.plan().applied()).hasSize(1);
        assertThat(database.query("SELECT nspname || '/' || relname FROM pg_class c JOIN pg_namespace n"
                        + " ON n.oid = relnamespace WHERE relname LIKE 'Done%' AND relkind = 'r'"))
                .containsExactly(schema + "/Done \"here\"");
    }

    @Test
    void isFoundWhateverTheSearchPath(TestDatabase database) {
        this.files.with(
                "1_a.up.sql",
                "CREATE SCHEMA other; SET search_path = other; CREATE TEMP TABLE applied_migrations (a int);");

        migrate(database);

        assertThat(database.applied()).containsExactly("1_a");
        assertThat(migrate(database).applied()).isEmpty();
    }

    @Test
    void tableOfTheSeedWithIntegerVersionIsAccepted(TestDatabase database) {
        database.execute("""
                CREATE TABLE public.applied_migrations (
                    version int NOT NULL PRIMARY KEY, name text NOT NULL,
                    applied_at timestamptz NOT NULL DEFAULT now(), checksum text NULL)""", "INSERT INTO public.applied_migrations VALUES (1, 'a')");
        this.files.with("1_a.up.sql", "SELECT wrong;").with("2_b.up.sql", "SELECT 1;");

        assertThat(labels(migrate(database))).containsExactly("2_b");
    }

    @Test
    void versionThatAnIntegerCannotHoldIsRefusedBeforeAnythingRuns(TestDatabase database) {
        database.execute("CREATE TABLE public.applied_migrations (version int PRIMARY KEY, name text NOT NULL,"
                + " applied_at timestamptz NOT NULL DEFAULT now(), checksum text)");
        this.files.with("1_a.up.sql", "SELECT 1;").with("20241202103000_b.up.sql", "SELECT 1;");

        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("ALTER TABLE public.applied_migrations ALTER COLUMN version TYPE bigint;");
        assertThat(database.applied()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            TABLE public.applied_migrations (version bigint PRIMARY KEY, name text NOT NULL, applied_at timestamptz NOT NULL DEFAULT now()) | column checksum is missing
            TABLE public.applied_migrations (version text PRIMARY KEY, name text, applied_at timestamptz DEFAULT now(), checksum text) | column version is text, not bigint
            TABLE public.applied_migrations (version bigint, name text, applied_at timestamptz DEFAULT now(), checksum text) | version is not the primary key
            TABLE public.applied_migrations (version bigint, name text, applied_at timestamptz DEFAULT now(), checksum text, PRIMARY KEY (version, name)) | version is not the primary key
            TABLE public.applied_migrations (version bigint PRIMARY KEY, name text, applied_at timestamptz DEFAULT now(), checksum text NOT NULL) | checksum does not allow NULL
            TABLE public.applied_migrations (version bigint PRIMARY KEY, name text, applied_at timestamptz DEFAULT now(), checksum text, who text NOT NULL) | column who requires a value
            TABLE public.applied_migrations (version bigint PRIMARY KEY, name text, applied_at timestamp DEFAULT now(), checksum text) | column applied_at is timestamp without time zone
            UNLOGGED TABLE public.applied_migrations (version bigint PRIMARY KEY, name text, applied_at timestamptz DEFAULT now(), checksum text) | it is an unlogged table
            VIEW public.applied_migrations AS SELECT 1::bigint AS version, 'a'::text AS name, now() AS applied_at, NULL::text AS checksum | it is a view
            TABLE public.applied_migrations (version bigint PRIMARY KEY, name text, applied_at timestamptz DEFAULT now(), checksum text) PARTITION BY RANGE (version) | it is a partitioned table
            SEQUENCE public.applied_migrations | it is a sequence
            """)
    void tableOfAnotherShapeIsRefusedWithExpectedAndFoundColumns(
            String definition, String difference, TestDatabase database) {
        database.execute("CREATE " + definition);
        this.files.with("1_a.up.sql", "SELECT 1;").with("2_b.up.sql", "SELECT 1;");

        TrackerException failure = catchThrowableOfType(TrackerException.class, () -> migrate(database));

        assertThat(failure)
                .hasMessageContaining(difference)
                .hasMessageContaining("Expected: version bigint NOT NULL PRIMARY KEY")
                .hasMessageContaining("Found: ");
    }

    @ParameterizedTest
    @CsvSource({
        "2026-11-26 08:13:40.384278+01, 2026-11-26T07:13:40.384278Z",
        "1969-12-31 23:59:59.5+00, 1969-12-31T23:59:59.500Z",
        "0001-03-15 12:00:00+00 BC, 0000-03-15T12:00:00Z",
        "infinity, +1000000000-12-31T23:59:59.999999999Z",
        "-infinity, -1000000000-01-01T00:00:00Z"
    })
    void timeOfARowIsReadToTheMicrosecond(String stored, Instant read, TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        database.execute("UPDATE public.applied_migrations SET applied_at = '" + stored + "'");

        assertThat(migrator(database).build().plan().applied())
                .extracting(AppliedMigration::appliedAt)
                .containsExactly(read);
    }

    @Test
    void timeThatIsTextIsAnotherShape(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        database.execute("ALTER TABLE public.applied_migrations ALTER COLUMN applied_at DROP DEFAULT,"
                + " ALTER COLUMN applied_at TYPE text");

        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("column applied_at is text, not timestamp with time zone");
    }

    @Test
    void furtherColumnsThatNeedNoValueAreLeftAlone(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        database.execute("CREATE TABLE public.applied_migrations (version bigint PRIMARY KEY, name text NOT NULL,"
                + " applied_at timestamptz NOT NULL DEFAULT now(), checksum text, note text)");

        assertThat(labels(migrate(database))).containsExactly("1_a");
    }

    @Test
    void rowThatNoMigrationCanHaveIsReported(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        database.execute("INSERT INTO public.applied_migrations VALUES (-1, 'golang-migrate has none')");

        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("contains version -1");
    }

    @Test
    void rowWithoutANameOrTimeIsReported(TestDatabase database) {
        database.execute(
                "CREATE TABLE public.applied_migrations (version bigint PRIMARY KEY, name text, applied_at timestamptz,"
                        + " checksum text)",
                "INSERT INTO public.applied_migrations VALUES (1, 'a', NULL)");
        this.files.with("1_a.up.sql", "SELECT 1;");

        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("has no applied_at for version 1");
    }

    @Test
    void migrationThatWritesItsOwnRowFailsOnce(TestDatabase database) {
        this.files.with(
                "1_a.up.sql",
                "CREATE SEQUENCE public.runs; INSERT INTO public.applied_migrations (version, name) VALUES (1, 'a');");

        assertThatExceptionOfType(MigrationFailedException.class)
                .isThrownBy(() -> migrate(database))
                .withMessageContaining("The row of the migration could not be written")
                .withMessageContaining("23505");
        assertThat(database.applied()).isEmpty();
    }

    @Test
    void trackerItselfMayBeAlteredByAMigration(TestDatabase database) {
        database.execute("CREATE TABLE public.applied_migrations (version int PRIMARY KEY, name text NOT NULL,"
                + " applied_at timestamptz NOT NULL DEFAULT now(), checksum text)");
        this.files
                .with("1_a.up.sql", "ALTER TABLE public.applied_migrations ALTER COLUMN version TYPE bigint;")
                .with("2_b.up.sql", "ALTER TABLE public.applied_migrations ADD note text;")
                .with("3_c.up.sql", "DO $$ BEGIN ALTER TABLE public.applied_migrations DROP note; END $$;");

        assertThat(labels(migrate(database))).hasSize(3);
    }

    @Test
    void triggerThatSwallowsTheRowFailsTheMigration(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        database.execute(
                "CREATE FUNCTION public.swallow() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NULL; END'",
                "CREATE TRIGGER t BEFORE INSERT ON public.applied_migrations FOR EACH ROW EXECUTE FUNCTION public.swallow()");
        this.files.with("2_b.up.sql", "CREATE TABLE public.b (id int);");

        assertThatExceptionOfType(MigrationFailedException.class).isThrownBy(() -> migrate(database));
        assertThat(database.hasTable("public.b")).isFalse();
    }

    @Test
    void rowsHiddenByRowSecurityDoNotCountAsPending(TestDatabase database) {
        this.files.with("1_a.up.sql", "SELECT 1;");
        migrate(database);
        String user = database.username() + "_low";
        database.executeAsSuperuser(
                "CREATE ROLE " + user + " LOGIN PASSWORD 'low'",
                "GRANT ALL ON public.applied_migrations TO " + user,
                "ALTER TABLE public.applied_migrations ENABLE ROW LEVEL SECURITY");
        try {
            assertThatExceptionOfType(TrackerException.class)
                    .isThrownBy(() -> migrator(database)
                            .dataSource(database.dataSource(user, "low"))
                            .build()
                            .migrate())
                    .withMessageContaining("Row security hides rows");
        } finally {
            database.executeAsSuperuser("DROP OWNED BY " + user, "DROP ROLE " + user);
        }
    }
}
