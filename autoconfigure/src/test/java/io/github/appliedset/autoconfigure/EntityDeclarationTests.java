package io.github.appliedset.autoconfigure;

import static io.github.appliedset.test.MigrationsAssert.assertThatMigrations;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.drift.Snapshots;
import io.github.appliedset.entities.before.Shop;
import io.github.appliedset.generate.GeneratedMigration;
import io.github.appliedset.generate.GeneratedMigrations;
import io.github.appliedset.generate.GenerationRefusedException;
import io.github.appliedset.generate.MigrationGenerator;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.core.env.StandardEnvironment;

@PostgresTest
@KeepsSessions
class EntityDeclarationTests {

    private TestDatabase database;
    private Path folder;
    private MigrationFolder migrations;
    private Path declared;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) throws Exception {
        this.database = database;
        database.executeAsSuperuser("ALTER ROLE " + database.username() + " CREATEDB");
        this.folder = Files.createDirectory(folder.resolve("migration"));
        this.declared = Files.createDirectory(folder.resolve("schema"));
        this.migrations = new MigrationFolder(this.folder);
    }

    private GeneratedMigrations generated(Class<?> application) {
        return MigrationGenerator.builder()
                .dataSource(this.database.superuser())
                .locations(this.migrations.location())
                .declared("file:" + this.declared)
                .entities(EntityDeclaration.of(Set.of(application), new StandardEnvironment()))
                .build()
                .generate();
    }

    private static List<String> names(GeneratedMigrations generated) {
        return generated.migrations().stream().map(GeneratedMigration::name).toList();
    }

    @Test
    void entitiesDeclareTablesAndWhatTheyNeed() {
        GeneratedMigrations first = generated(Shop.class);
        first.write(this.folder);

        assertThat(names(first)).contains("create_customer", "create_purchase_order", "create_product");
        assertThat(generated(Shop.class).isEmpty()).isTrue();
        this.migrations.with(
                "99999999999999_more.up.sql",
                "ALTER TABLE public.customer ADD COLUMN note text DEFAULT 'x';"
                        + "CREATE VIEW public.emails AS SELECT email FROM public.customer;");
        assertThat(generated(Shop.class).isEmpty()).isTrue();
    }

    @Test
    void entitiesDoNotDeclareTableOwners() {
        String role = this.database.name() + "_shopkeeper";
        Sql.execute(this.database.superuser(), "CREATE ROLE " + role);
        generated(Shop.class).write(this.folder);
        this.migrations.with(
                "99999999999999_owner.up.sql",
                "ALTER TABLE public.customer OWNER TO " + role + "; GRANT SELECT ON public.customer TO " + role + ";");

        assertThat(generated(Shop.class).isEmpty()).isTrue();
        Sql.execute(this.database.superuser(), "DROP ROLE " + role);
    }

    @Test
    void filesDeclareTablesWithoutAnEntity() throws IOException {
        Class<?> noShop = MigrationVersion.class;
        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> generated(noShop))
                .withMessageContainingAll(
                        "The declared schema declares no object.",
                        "There is no entity in io.github.appliedset.migration.");

        Files.writeString(this.declared.resolve("users.sql"), "CREATE TABLE public.order__line (_id int, größe int);");

        assertThat(names(generated(noShop))).containsExactly("create_order__line");
        this.migrations.with("1_lines.up.sql", "CREATE TABLE public.order__line (n int);");
        assertThat(names(generated(noShop)))
                .containsExactly("order__line_add_column__id", "order__line_add_column_gr__e");
    }

    /** One run each, and the application starts with all checks on after each of them. */
    @Test
    void applicationStartsAfterEachChangeOfItsEntities() throws Exception {
        Files.writeString(
                this.declared.resolve("index.sql"), "CREATE INDEX order_status ON public.purchase_order (status);");
        startsWith(Shop.class, generated(Shop.class));

        GeneratedMigrations field = generated(io.github.appliedset.entities.field.Shop.class);
        startsWith(io.github.appliedset.entities.field.Shop.class, field);
        GeneratedMigrations relation = generated(io.github.appliedset.entities.relation.Shop.class);
        startsWith(io.github.appliedset.entities.relation.Shop.class, relation);
        GeneratedMigrations constant = generated(io.github.appliedset.entities.constant.Shop.class);
        startsWith(io.github.appliedset.entities.constant.Shop.class, constant);

        assertThat(names(field)).containsExactly("customer_add_column_phone_number");
        assertThat(names(relation))
                .containsExactly(
                        "purchase_order_add_column_product_id",
                        "purchase_order_add_fk_product_id",
                        "purchase_order_validate_fk_product_id");
        assertThat(names(constant))
                .containsExactly(
                        "purchase_order_alter_constraint_purchase_order_status_check",
                        "purchase_order_validate_constraint_purchase_order_status_check");
    }

    /** Hibernate refuses to start if a table or a column of an entity is missing, the starter if the schema differs. */
    private void startsWith(Class<?> application, GeneratedMigrations generated) throws IOException {
        generated.write(this.folder);
        Path classes = Files.createDirectories(this.folder.resolveSibling("classes"));
        Migrator migrator = Migrator.builder()
                .dataSource(this.database.superuser())
                .locations(this.migrations.location())
                .build();
        Snapshots snapshots = Snapshots.of(migrator);
        snapshots.save(classes.resolve("db/snapshot"), snapshots.fromMigrations());
        new ApplicationContextRunner()
                .withClassLoader(new URLClassLoader(
                        new URL[] {classes.toUri().toURL()}, getClass().getClassLoader()))
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        HibernateJpaAutoConfiguration.class,
                        TransactionAutoConfiguration.class,
                        AppliedSetAutoConfiguration.class))
                .withUserConfiguration(application)
                .withPropertyValues(this.database.properties())
                .withPropertyValues(
                        "applied-set.locations=" + this.migrations.location(),
                        "applied-set.declared.locations=file:" + this.declared,
                        "applied-set.declared.entities=true",
                        "applied-set.drift.mode=fail",
                        "spring.jpa.hibernate.ddl-auto=validate")
                .run(context -> {
                    assertThat(context).hasNotFailed();
                    assertThatMigrations(context.getBean(Migrator.class)).produceTheDeclaredSchema(context);
                });
    }

    @ParameterizedTest
    @ValueSource(strings = {"applied-set.", "applied-set.migrators.shop."})
    void reportsEntitiesAheadOfTheMigrations(String prefix) throws IOException {
        generated(Shop.class).write(this.folder);

        new ApplicationContextRunner()
                .withConfiguration(
                        AutoConfigurations.of(DataSourceAutoConfiguration.class, AppliedSetAutoConfiguration.class))
                .withUserConfiguration(io.github.appliedset.entities.field.Shop.class)
                .withPropertyValues(this.database.properties())
                .withPropertyValues(
                        prefix + "locations=" + this.migrations.location(),
                        prefix + "declared.locations=file:" + this.declared,
                        prefix + "declared.entities=true")
                .run(context -> assertThatExceptionOfType(AssertionError.class)
                        .isThrownBy(() -> assertThatMigrations(context.getBean(Migrator.class))
                                .produceTheDeclaredSchema(context))
                        .withMessageContaining("- column public.customer.phone_number: missing"));
    }
}
