package io.github.appliedset.generate;

import static io.github.appliedset.test.MigrationsAssert.assertThatMigrations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PostgresTest
@KeepsSessions
class MigrationGeneratorTests {

    private TestDatabase database;
    private MigrationFolder migrations;
    private Path declared;
    private Path folder;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) throws IOException {
        this.database = database;
        this.folder = Files.createDirectory(folder.resolve("migration"));
        this.migrations = new MigrationFolder(this.folder);
        this.declared = Files.createDirectory(folder.resolve("schema"));
    }

    private void declare(String file, String sql) throws IOException {
        Files.createDirectories(this.declared.resolve(file).getParent());
        Files.writeString(this.declared.resolve(file), sql);
    }

    private MigrationGenerator.Builder generator() {
        return MigrationGenerator.builder()
                .dataSource(this.database.superuser())
                .locations(this.migrations.location())
                .declared("file:" + this.declared);
    }

    private static List<String> names(GeneratedMigrations generated) {
        return generated.migrations().stream().map(GeneratedMigration::name).toList();
    }

    @Test
    void severalFilesContributeToOneTable() throws IOException {
        declare("01_users.sql", """
                CREATE TABLE public.users (
                    id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
                    email text NOT NULL UNIQUE
                );
                """);
        declare("02_users_auth.sql", """
                ALTER TABLE public.users ADD COLUMN password_hash text;
                ALTER TABLE public.users ADD COLUMN is_active boolean NOT NULL DEFAULT true;
                """);
        declare("03_posts.sql", """
                CREATE TABLE public.posts (
                    id bigint PRIMARY KEY,
                    user_id bigint NOT NULL REFERENCES public.users,
                    created_at timestamptz NOT NULL DEFAULT now()
                );
                CREATE INDEX idx_posts_user_created ON public.posts (user_id, created_at);
                """);

        GeneratedMigrations generated = generator().build().generate();

        assertThat(names(generated))
                .containsExactly(
                        "create_posts",
                        "create_users",
                        "posts_add_index_idx_posts_user_created",
                        "posts_add_fk_user_id");
        assertThat(generated.migrations())
                .allSatisfy(migration -> assertThat(migration.hazards()).isEmpty());
        generated.write(this.folder);
        assertThat(generator().build().generate().isEmpty()).isTrue();
    }

    @Test
    void oneColumnMoreIsOneMigration() throws IOException {
        this.migrations.with("1_users.up.sql", "CREATE TABLE public.users (id int PRIMARY KEY, name text);");
        declare("users.sql", "CREATE TABLE public.users (id int PRIMARY KEY, name text, phone text);");

        GeneratedMigrations generated = generator().build().generate();

        assertThat(names(generated)).containsExactly("users_add_column_phone");
        assertThat(generated.migrations().get(0).hazards()).isEmpty();
        assertThat(generated.migrations().get(0).up()).contains("ALTER TABLE public.users ADD COLUMN phone text;");
        assertThat(generated.migrations().get(0).down()).contains("ALTER TABLE public.users DROP COLUMN phone;");
    }

    @Test
    void reportsProgress() throws IOException {
        this.migrations.with("1_users.up.sql", "CREATE TABLE public.users (id int);");
        declare("users.sql", "CREATE TABLE public.users (id int, name text);");
        List<String> told = new ArrayList<>();

        generator().progress(told::add).build().generate();

        assertThat(told)
                .containsExactly(
                        "Replaying 1 migration",
                        "Declaring the schema: 1 statement",
                        "Planning",
                        "Planning the way back of 1 change",
                        "Proving 1 migration, up and down");
    }

    @Test
    void aLossIsRefusedUntilItIsAllowed() throws IOException {
        this.migrations.with("1_users.up.sql", "CREATE TABLE public.users (id int PRIMARY KEY, bio text);");
        declare("users.sql", "CREATE TABLE public.users (id int PRIMARY KEY);");

        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> generator().build().generate())
                .withMessageContaining("values of public.users.bio would be lost")
                .withMessageContaining("--applied-set.allow=DATA_LOSS");
        GeneratedMigrations generated = generator().allow("data-loss").build().generate();

        assertThat(names(generated)).containsExactly("users_drop_column_bio");
        assertThat(generated.migrations().get(0).hazards()).contains(Hazard.DATA_LOSS, Hazard.BREAKS_OLD_CODE);
        assertThat(generated.migrations().get(0).down()).contains("ADD COLUMN bio text");
    }

    @Test
    void possibleRenameNeedsADecision() throws IOException {
        this.migrations.with("1_users.up.sql", "CREATE TABLE public.users (id int PRIMARY KEY, mail text);");
        declare("users.sql", "CREATE TABLE public.users (id int PRIMARY KEY, email text);");

        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> generator().build().generate())
                .withMessageContaining("--applied-set.renames=public.users.mail=email");
        assertThat(names(generator().renames("public.users.mail=email").build().generate()))
                .containsExactly("users_rename_column_mail_to_email");
        assertThat(names(generator().renames("none").allow("DATA_LOSS").build().generate()))
                .containsExactly("users_add_column_email", "users_drop_column_mail");
        declare("users.sql", """
                CREATE TABLE public.users (
                    id int PRIMARY KEY,
                    -- applied-set: renamed from public.users.mail
                    email text
                );
                """);
        assertThat(names(generator().build().generate())).containsExactly("users_rename_column_mail_to_email");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            APP.Customer.MAIL     | EMAIL text
            app.customer.mail     | "Email" text
            app."customer".mail   | email text
            app.customer."my mail"| email text
            """)
    void columnsAreRenamedHoweverTheyAreWritten(String from, String column) throws IOException {
        boolean quoted = from.contains("my mail");
        this.migrations.with(
                "1_users.up.sql",
                "CREATE SCHEMA app; CREATE TABLE app.customer (id int, " + (quoted ? "\"my mail\"" : "mail")
                        + " text);");
        declare(
                "users.sql",
                "CREATE SCHEMA app;\nCREATE TABLE app.customer (\n    id int,\n" + "-- applied-set:  renamed  from "
                        + from + "\n    " + column + "\n);\n");

        assertThat(names(generator().build().generate()))
                .singleElement()
                .asString()
                .startsWith("customer_rename_column_");
    }

    @Test
    void everythingWithANameIsRenamed() throws IOException {
        this.migrations.with("1_all.up.sql", """
                CREATE SCHEMA app;
                CREATE TABLE app.t (id int, mail text, CONSTRAINT t_check CHECK (id > 0));
                CREATE FUNCTION app.f(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
                CREATE TYPE app.e AS ENUM ('a');
                CREATE POLICY p ON app.t;
                CREATE INDEX "I" ON app.t (id);
                """);
        declare("a.sql", """
                CREATE SCHEMA app;
                CREATE TABLE app.t (
                    id int,
                    -- applied-set: renamed from app.t.t_check
                    CONSTRAINT t_positive CHECK (id > 0)
                );
                -- applied-set: renamed from app.f
                CREATE FUNCTION app.g(a int) RETURNS int LANGUAGE sql AS 'SELECT 1';
                -- applied-set: renamed from app.e
                CREATE TYPE app.state AS ENUM ('a');
                -- applied-set: renamed from app.t.p
                CREATE POLICY q ON app.t;
                -- applied-set: renamed from app."I"
                CREATE INDEX j ON app.t (id);
                """);
        declare("b.sql", """
                -- applied-set: renamed from app.t.mail
                ALTER TABLE app.t ADD COLUMN email text;
                """);

        assertThat(names(generator().build().generate()))
                .containsExactlyInAnyOrder(
                        "t_rename_column_mail_to_email",
                        "t_rename_constraint_t_check_to_t_positive",
                        "t_rename_policy_p_to_q",
                        "t_rename_index_i_to_j",
                        "rename_f_to_g",
                        "rename_e_to_state");
    }

    @Test
    void commentsThatRenameNothingAreRefused() throws IOException {
        declare("a.sql", """
                CREATE TABLE public.t (
                    -- applied-set: renamed from
                    id int,
                    -- applied-set: renamed from app.t.a b
                    b int
                );
                -- applied-set: renamed from app.t.c
                """);

        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> generator().build().generate())
                .withMessageContainingAll(
                        "a.sql, line 2: '' is not a name.",
                        "a.sql, line 4: 'app.t.a b' is not a name.",
                        "a.sql, line 7: nothing below has the new name.");
    }

    @Test
    void duplicateDeclarationNamesBothPlaces() throws IOException {
        declare("a.sql", "CREATE TABLE public.users (id int);");
        declare("b.sql", "\nCREATE TABLE public.users (id int, name text);");
        declare("c.sql", "CREATE TABLE IF NOT EXISTS public.users (phone text);");

        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> generator().build().generate())
                .withMessageContaining(
                        "b.sql, line 2, column 1: ERROR: relation \"users\" already exists, declared in ")
                .withMessageContaining("a.sql, line 1, column 1")
                .withMessageContaining(
                        "c.sql, line 1, column 1: relation \"users\" already exists, skipping, declared in ");
    }

    @Test
    void theOrderOfFilesDoesNotMatter() throws IOException {
        declare("a_view.sql", "CREATE VIEW public.names AS SELECT name FROM public.users;");
        declare("b_users.sql", "CREATE TABLE public.users (id int PRIMARY KEY, name text);");

        GeneratedMigrations generated = generator().build().generate();

        assertThat(names(generated)).containsExactly("create_users", "create_view_names");
        assertThat(generated.notes()).hasSize(1).first().asString().contains("a_view.sql, line 1");
    }

    @Test
    void emptyDeclarationDoesNotDropEverything() throws IOException {
        this.migrations.with("1_users.up.sql", "CREATE TABLE public.users (id int);");

        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> generator().build().generate())
                .withMessageContaining("There is no declared schema");
        declare("empty.sql", "CREATE SCHEMA IF NOT EXISTS public;");
        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> generator().build().generate())
                .withMessageContaining("declares no object");
    }

    @Test
    void keepsAViewOverAChangedColumn() throws IOException {
        this.migrations.with("1_users.up.sql", """
                CREATE TABLE public.users (id int PRIMARY KEY, name varchar(20));
                CREATE VIEW public.names AS SELECT name FROM public.users;
                CREATE VIEW public.upper_names AS SELECT upper(name) AS name FROM public.names;
                COMMENT ON VIEW public.names IS 'all names';
                """);
        declare("users.sql", """
                CREATE TABLE public.users (id int PRIMARY KEY, name text);
                CREATE VIEW public.names AS SELECT name FROM public.users;
                CREATE VIEW public.upper_names AS SELECT upper(name) AS name FROM public.names;
                COMMENT ON VIEW public.names IS 'all names';
                """);

        GeneratedMigrations generated = generator().build().generate();

        assertThat(names(generated)).containsExactly("users_alter_column_name");
        assertThat(generated.migrations().get(0).up())
                .contains("DROP VIEW public.upper_names", "DROP VIEW public.names", "TYPE text", "COMMENT ON VIEW");
    }

    @Test
    void aBusyTableIsChangedOnline() throws IOException {
        this.migrations.with("1_users.up.sql", """
                CREATE TABLE public.users (id int PRIMARY KEY, name text, boss int);
                """);
        declare("users.sql", """
                CREATE TABLE public.users (id int PRIMARY KEY, name text NOT NULL, boss int REFERENCES public.users,
                    CONSTRAINT named CHECK (name <> ''));
                CREATE INDEX users_name ON public.users (name);
                """);

        GeneratedMigrations generated = generator().build().generate();

        assertThat(names(generated))
                .contains("users_add_index_users_name", "users_add_fk_boss", "users_validate_fk_boss");
        assertThat(generated.migrations())
                .allSatisfy(migration ->
                        assertThat(migration.hazards()).doesNotContain(Hazard.BLOCKS_READS, Hazard.BLOCKS_WRITES));
    }

    /** A team declares users and posts, adds a column, then two more from another file, and goes back again. */
    @Test
    void theSchemaGrowsStepByStep() throws IOException {
        declare("01_users.sql", "CREATE TABLE public.users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE);");
        declare("02_users_auth.sql", "ALTER TABLE public.users ADD COLUMN password_hash text;");
        generator().build().generate().write(this.folder);
        Migrator migrator = migrator();
        migrator.migrate();
        declare(
                "01_users.sql",
                "CREATE TABLE public.users (id bigint PRIMARY KEY, email text NOT NULL UNIQUE, phone text);");

        GeneratedMigrations phone = generator().build().generate();
        phone.write(this.folder);
        declare("03_users_profile.sql", "ALTER TABLE public.users ADD COLUMN bio text, ADD COLUMN avatar_url text;");
        GeneratedMigrations profile = generator().build().generate();
        profile.write(this.folder);

        assertThat(names(phone)).containsExactly("users_add_column_phone");
        assertThat(names(profile)).containsExactly("users_add_column_avatar_url", "users_add_column_bio");
        assertThat(migrator.plan().pending().size()).isEqualTo(3);
        migrator.migrate();
        assertThat(migrator.plan().pending().isEmpty()).isTrue();
        assertThat(generator().build().generate().isEmpty()).isTrue();
        migrator.rollback(4);
        assertThat(this.database.hasTable("public.users")).isFalse();
    }

    @Test
    void migrationsMakeTheDeclaredSchemaOrNot() throws IOException {
        this.migrations.with("1_users.up.sql", "CREATE TABLE public.users (id int PRIMARY KEY);");
        declare("users.sql", "CREATE TABLE public.users (id int PRIMARY KEY);");
        String declared = "file:" + this.declared;
        assertThatMigrations(migrator()).produceTheDeclaredSchema(declared);
        declare("users_phone.sql", "ALTER TABLE public.users ADD COLUMN phone text;");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThatMigrations(migrator()).produceTheDeclaredSchema(declared))
                .withMessageContaining("- column public.users.phone: missing (text)")
                .withMessageContaining("--applied-set.command=generate");
    }

    @Test
    void reportsBlockingMigrations() {
        this.migrations
                .with(
                        "1_users.up.sql",
                        "CREATE TABLE public.users (id int PRIMARY KEY, n int);"
                                + "CREATE INDEX same_file ON public.users (n);")
                .with("2_index.up.sql", "CREATE INDEX blocks ON public.users (n);")
                .with("3_online.up.sql", "CREATE INDEX CONCURRENTLY waits ON public.users (n);")
                .with("4_type.up.sql", "ALTER TABLE public.users ALTER COLUMN n TYPE bigint;")
                .with("5_column.up.sql", "ALTER TABLE public.users ADD COLUMN t text DEFAULT 'x';");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThatMigrations(migrator()).blockNobody())
                .withMessageContaining("2_index: public.users: BLOCKS_WRITES\n")
                .withMessageContaining("4_type: public.users: BLOCKS_READS, BLOCKS_WRITES\n")
                .satisfies(error -> assertThat(error.getMessage()).doesNotContain("1_users", "3_online", "5_column"));
        assertThatMigrations(migrator()).blockNobodyExcept(2, 4);
        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThatMigrations(migrator()).blockNobodyExcept(2, 4, 5))
                .withMessageContaining("version 5 is excepted, but blocks nobody");
    }

    @Test
    void reportsBlockingAmongOtherStatements() {
        String blocks = "ALTER TABLE public.users ALTER COLUMN n TYPE ";
        this.migrations
                .with(
                        "1_users.up.sql",
                        "CREATE TYPE public.e AS ENUM ('a'); CREATE TABLE public.users (n int, e public.e);")
                .with("2_block.up.sql", "BEGIN; " + blocks + "bigint; COMMIT;")
                .with("3_copy.up.sql", blocks + "int;\nCOPY public.users (n) FROM STDIN;\n1\n\\.\nSELECT 1;")
                .with("4_use.up.sql", """
                        -- applied-set: no-transaction
                        ALTER TYPE public.e ADD VALUE 'b';
                        UPDATE public.users SET e = 'b';
                        """ + blocks + "bigint;")
                .with("5_call.up.sql", """
                        -- applied-set: no-transaction
                        CREATE PROCEDURE public.p() LANGUAGE plpgsql AS 'BEGIN COMMIT; END';
                        """ + blocks + "int; CALL public.p();");

        assertThatExceptionOfType(AssertionError.class)
                .isThrownBy(() -> assertThatMigrations(migrator()).blockNobody())
                .withMessageContainingAll("2_block: ", "3_copy: ", "4_use: ", "5_call: ");
    }

    private Migrator migrator() {
        return Migrator.builder()
                .dataSource(this.database.superuser())
                .locations(this.migrations.location())
                .build();
    }

    @Test
    void rightsAreGrantedAndRevoked() throws IOException {
        String role = this.database.name() + "_reader";
        Sql.execute(this.database.superuser(), "CREATE ROLE " + role);
        this.migrations.with(
                "1_users.up.sql",
                "CREATE TABLE public.users (id int PRIMARY KEY, name text);"
                        + "GRANT SELECT, DELETE ON public.users TO " + role + ";"
                        + "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1';");
        declare(
                "users.sql",
                "CREATE TABLE public.users (id int PRIMARY KEY, name text);"
                        + "GRANT SELECT, UPDATE (name) ON public.users TO " + role + ";"
                        + "CREATE FUNCTION public.f() RETURNS int LANGUAGE sql AS 'SELECT 1';"
                        + "REVOKE ALL ON FUNCTION public.f() FROM PUBLIC;"
                        + "CREATE VIEW public.v AS SELECT id FROM public.users; GRANT SELECT ON public.v TO " + role
                        + ";"
                        + "ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT ON TABLES TO " + role + ";");

        GeneratedMigrations generated = generator().build().generate();

        String ups = generated.migrations().stream().map(GeneratedMigration::up).collect(Collectors.joining());
        assertThat(ups)
                .contains(
                        "REVOKE DELETE ON public.users FROM " + role,
                        "GRANT UPDATE (name) ON public.users TO " + role,
                        "REVOKE EXECUTE ON FUNCTION public.f() FROM PUBLIC",
                        "GRANT SELECT ON public.v TO " + role,
                        "IN SCHEMA public GRANT SELECT ON TABLES TO " + role);
        assertThat(generated.notes()).isEmpty();
        Sql.execute(this.database.superuser(), "DROP ROLE " + role);
    }

    @Test
    void acceptsDeclarationsThatMentionASetting() throws IOException {
        declare("tenant.sql", """
                CREATE TABLE public.tenants (id int PRIMARY KEY);
                COMMENT ON TABLE public.tenants IS 'chosen with set_config';
                CREATE FUNCTION public.choose(tenant int) RETURNS text LANGUAGE sql
                    AS $$ SELECT pg_catalog.set_config('app.tenant', tenant::text, true) $$;
                """);

        GeneratedMigrations generated = generator().build().generate();

        assertThat(names(generated)).containsExactlyInAnyOrder("create_tenants", "create_function_choose");
        assertThat(generated.migrations())
                .anySatisfy(migration -> assertThat(migration.up()).contains("'chosen with set_config'"));
    }

    @Test
    void omitsStatementsThatChangeNoSchema() throws IOException {
        declare("dump.sql", """
                BEGIN;
                CREATE TABLE public.users (id serial PRIMARY KEY, name text);
                CREATE MATERIALIZED VIEW public.names AS SELECT name FROM public.users;
                COMMIT;
                CREATE INDEX CONCURRENTLY users_name ON public.users (name);
                REFRESH MATERIALIZED VIEW public.names;
                SELECT pg_catalog.setval('public.users_id_seq', (SELECT max(id) FROM public.users), false);
                VACUUM ANALYZE public.users;
                SELECT setval('users_id_seq', max(id)) FROM public.users;
                CLUSTER;
                CLUSTER public.users USING users_pkey;
                """);

        GeneratedMigrations generated = generator().build().generate();

        assertThat(names(generated))
                .containsExactly("create_users", "users_add_index_users_name", "create_materialized_view_names");
        assertThat(generated.migrations().get(0).up()).contains("CLUSTER ON users_pkey");
        assertThat(generated.notes())
                .singleElement()
                .asString()
                .startsWith("Left out, since it changes no schema: ")
                .contains(
                        "dump.sql, line 6, column 1: REFRESH; ",
                        "line 7, ",
                        "line 8, ",
                        "line 9, ",
                        "line 10, column 1: CLUSTER")
                .doesNotContain("line 1,", "line 11");
    }

    @Test
    void declaresConcurrentIndexesAmongManyStatements() throws IOException {
        String tables = IntStream.range(0, 210)
                .mapToObj(number -> "CREATE TABLE public.t" + number + " (id int);\n")
                .collect(Collectors.joining());
        declare("many.sql", tables + "CREATE INDEX CONCURRENTLY i ON public.t0 (id);");
        this.migrations.with("1_tables.up.sql", tables);

        assertThat(names(generator().build().generate())).containsExactly("t0_add_index_i");
        declare("z.sql", "DROP INDEX CONCURRENTLY IF EXISTS public.i;");
        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> generator().build().generate())
                .withMessageContaining("z.sql, line 1, column 1: removes something that is declared elsewhere");
    }

    @Test
    void aSettingThatEndsWithItsBlockIsRefused() throws IOException {
        declare("block.sql", "BEGIN;\nSET LOCAL search_path = app;\nCREATE TABLE users (id int);\nCOMMIT;");

        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> generator().build().generate())
                .withMessageContaining("block.sql, line 2, column 1: SET LOCAL ends with its transaction");
    }

    @Test
    void tablesOfOtherToolsArePartOfADeclaredSchema() throws IOException {
        declare("dump.sql", "CREATE TABLE public.schema_migrations (version varchar PRIMARY KEY);");

        GeneratedMigrations generated = generator().build().generate();

        assertThat(names(generated)).containsExactly("create_schema_migrations");
        assertThat(generated.notes())
                .containsExactly("public.schema_migrations has the name of another tool's table. Remove it from the"
                        + " declared schema if that tool creates it.");
    }

    @Test
    void reportsFailedSettingsWithTheirPositions() throws IOException {
        declare("dump.sql", """
                SET unknown_timeout = 0;
                SET search_path = app;
                CREATE SCHEMA app;
                CREATE TABLE users (id int PRIMARY KEY);
                CREATE TABLE posts (id int PRIMARY KEY);
                """);

        GeneratedMigrations generated = generator().build().generate();

        assertThat(names(generated)).contains("create_users", "create_posts");
        assertThat(generated.migrations())
                .noneSatisfy(each -> assertThat(each.up()).contains("public."));
        assertThat(generated.notes())
                .singleElement()
                .asString()
                .contains("dump.sql, line 1, column 1: ERROR: unrecognized configuration parameter");
        declare("dump.sql", "\nSET ROLE nobody_has_this_name;\nCREATE TABLE public.users (id int PRIMARY KEY);");
        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> generator().build().generate())
                .withMessageContaining("dump.sql, line 2, column 1: ERROR: role \"nobody_has_this_name\"");
    }

    @Test
    void refusesStatementsThatChangeTheServer() throws IOException {
        declare("roles.sql", """
                CREATE TABLE public.users (id int PRIMARY KEY);
                CREATE ROLE never_made;
                GRANT pg_read_all_data TO never_made;
                ALTER DATABASE postgres SET work_mem = '1MB';
                DROP ROLE IF EXISTS never_made;
                COMMENT ON DATABASE postgres IS 'mine';
                """);

        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> generator().build().generate())
                .withMessageContaining("line 2, column 1: CREATE ROLE would change the server")
                .withMessageContaining("line 3, column 1: GRANT of a role would")
                .withMessageContaining("line 4, column 1: ALTER DATABASE would")
                .withMessageContaining("line 5, column 1: DROP ROLE would")
                .withMessageContaining("line 6, column 1: COMMENT ON DATABASE would");
    }

    @Test
    void whatIsNotComparedIsRefused() throws IOException {
        declare("foreign.sql", """
                CREATE TABLE public.users (id int PRIMARY KEY);
                CREATE FOREIGN DATA WRAPPER elsewhere;
                CREATE SERVER far FOREIGN DATA WRAPPER elsewhere;
                CREATE USER MAPPING FOR PUBLIC SERVER far;
                """);

        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> generator().build().generate())
                .withMessageContaining("user mapping");
    }

    @Test
    void subscriptionOnBothSidesIsNoDifference() throws IOException {
        String subscription = "CREATE SUBSCRIPTION far CONNECTION 'host=far.example' PUBLICATION all_rows"
                + " WITH (connect = false);";
        this.migrations.with("1_users.up.sql", "CREATE TABLE public.users (id int); " + subscription);
        declare("users.sql", "CREATE TABLE public.users (id int, mail text); " + subscription);

        assertThat(names(generator().build().generate())).containsExactly("users_add_column_mail");

        declare("users.sql", "CREATE TABLE public.users (id int, mail text);");
        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> generator().build().generate())
                .withMessageContaining("The subscription far differs");
    }

    @Test
    void aTableAndItsColumnAreRenamedTogether() throws IOException {
        this.migrations.with(
                "1_users.up.sql", "CREATE SCHEMA app; CREATE TABLE app.customer (id serial, mail text, name text);");
        declare("users.sql", """
                CREATE SCHEMA app;
                -- applied-set: renamed from app.customer
                CREATE TABLE app.client (
                    id serial,
                    -- applied-set: renamed from app.customer.mail
                    email text,
                    name text
                );
                """);

        assertThat(names(generator().build().generate()))
                .containsExactly(
                        "customer_rename_column_mail_to_email",
                        "rename_customer_to_client",
                        "rename_customer_id_seq_to_client_id_seq");
    }

    @Test
    void aNewEnumValueIsCommittedBeforeItIsUsed() throws IOException {
        this.migrations.with(
                "1_state.up.sql",
                "CREATE TYPE public.state AS ENUM ('a'); CREATE TABLE public.jobs (id int, state public.state);");
        declare("state.sql", """
                CREATE TYPE public.state AS ENUM ('a', 'b');
                CREATE TABLE public.jobs (id int, state public.state DEFAULT 'b');
                """);

        assertThat(generator().split("single").build().generate().migrations()).hasSize(2);
    }

    @Test
    void chosenObjectsIncludeTheirDependencies() throws IOException {
        this.migrations.with("1_other.up.sql", "CREATE TABLE public.other (id int PRIMARY KEY);");
        declare("all.sql", """
                CREATE SCHEMA app;
                CREATE TYPE app.state AS ENUM ('a', 'b');
                CREATE TABLE app.roles (id int PRIMARY KEY);
                CREATE TABLE app.users (id serial PRIMARY KEY, state app.state, role int REFERENCES app.roles);
                CREATE TABLE app.unrelated (id int);
                CREATE TABLE public.other (id int PRIMARY KEY, name text);
                """);

        GeneratedMigrations users = generator().objects("app.users").build().generate();

        assertThat(names(users)).contains("create_users", "create_roles", "create_type_state", "create_schema_app");
        assertThat(names(users)).doesNotContain("create_unrelated", "other_add_column_name");
        users.write(this.folder);
        assertThat(names(generator().build().generate()))
                .containsExactlyInAnyOrder("create_unrelated", "other_add_column_name");
    }

    @Test
    void chosenObjectsIncludeWhatIsDroppedWithThem() throws IOException {
        this.migrations.with(
                "1_all.up.sql",
                "CREATE TABLE public.users (id serial PRIMARY KEY); CREATE VIEW public.ids AS SELECT id FROM public.users;"
                        + "CREATE TABLE public.other (id int);");
        declare("none.sql", "CREATE TABLE public.another (id int);");

        assertThat(names(generator()
                        .objects("public.users")
                        .allow("DATA_LOSS")
                        .renames("none")
                        .build()
                        .generate()))
                .containsExactly("drop_view_ids", "drop_users");
    }

    /** A view that reads what changes cannot stay as it is: it changes with it. */
    @Test
    void chosenObjectsIncludeViewsOfChangedColumns() throws IOException {
        this.migrations.with("1_all.up.sql", """
                CREATE TABLE public.users (id int PRIMARY KEY, name text, n int);
                CREATE VIEW public.names AS SELECT id, name FROM public.users;
                CREATE VIEW public.numbers AS SELECT n FROM public.users;
                CREATE VIEW public.ids AS SELECT id FROM public.users;
                CREATE TABLE public.other (id int);
                """);
        declare("all.sql", """
                CREATE TABLE public.users (id int PRIMARY KEY, n bigint);
                CREATE VIEW public.names AS SELECT id FROM public.users;
                CREATE VIEW public.numbers AS SELECT n FROM public.users;
                CREATE VIEW public.ids AS SELECT id, 1 AS one FROM public.users;
                CREATE TABLE public.other (id int, name text);
                """);

        GeneratedMigrations users =
                generator().objects("public.users").allow("DATA_LOSS").build().generate();
        users.write(this.folder);

        assertThat(names(users)).noneMatch(name -> name.contains("other") || name.contains("ids"));
        assertThat(names(generator().build().generate()))
                .containsExactlyInAnyOrder("other_add_column_name", "alter_view_ids");
    }

    @Test
    void asksAboutRenamesAtATerminal() throws IOException {
        this.migrations.with("1_users.up.sql", "CREATE TABLE public.users (mail text, phone text);");
        declare("users.sql", "CREATE TABLE public.users (email text, phone_number text);");
        List<String> questions = new ArrayList<>();

        assertThat(names(generator()
                        .renameQuestion(question -> {
                            questions.add(question);
                            return question.contains("users.mail") && question.contains("users.email");
                        })
                        .allow("DATA_LOSS")
                        .build()
                        .generate()))
                .containsExactly(
                        "users_rename_column_mail_to_email",
                        "users_add_column_phone_number",
                        "users_drop_column_phone");
        assertThat(questions)
                .containsExactly(
                        "column public.users.mail is gone and column public.users.email is new. Is it the same column"
                                + " under a new name?",
                        "column public.users.phone is gone and column public.users.phone_number is new. Is it the same"
                                + " column under a new name?");
    }

    /** Many statements go to the server together; one by one, they say what is wrong. */
    @Test
    void manyStatementsAreDeclaredTogetherOrTheirMistakesNamed() throws IOException {
        StringBuilder sql = new StringBuilder("CREATE SCHEMA app;\nSET search_path = app;\n");
        for (int number = 1; number <= 250; number++) {
            sql.append("CREATE TABLE t").append(number).append(" (id int);\n");
        }
        sql.append("CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT 1';\n");
        declare("many.sql", sql.toString());

        assertThat(names(generator().objects("app.t250").build().generate()))
                .containsExactly("create_schema_app", "create_t250");
        declare("more.sql", "CREATE TABLE app.t7 (id int);");
        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> generator().build().generate())
                .withMessageContaining("more.sql, line 1, column 1: ERROR: relation \"t7\" already exists, declared in")
                .withMessageContaining("many.sql, line 9, column 1");
    }

    @Test
    void resetsTheRoleAfterEachFile() throws IOException {
        String role = this.database.name() + "_actor";
        Sql.execute(this.database.superuser(), "CREATE ROLE " + role);
        declare(
                "a.sql",
                "CREATE SCHEMA app AUTHORIZATION " + role + ";\nSET ROLE " + role + ";\nCREATE TABLE app.a (id int);");
        declare("b.sql", "CREATE TABLE public.b (id int);");

        GeneratedMigrations generated = generator().build().generate();

        assertThat(generated.migrations())
                .anySatisfy(each -> assertThat(each.up()).contains("ALTER TABLE app.a OWNER TO " + role))
                .noneSatisfy(each -> assertThat(each.up()).contains("ALTER TABLE public.b OWNER TO"));
        Sql.execute(this.database.superuser(), "DROP ROLE " + role);
    }
}
