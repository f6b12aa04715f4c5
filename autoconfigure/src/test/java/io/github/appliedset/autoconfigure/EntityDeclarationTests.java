package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.entities.before.Shop;
import io.github.appliedset.generate.GeneratedMigration;
import io.github.appliedset.generate.GeneratedMigrations;
import io.github.appliedset.generate.MigrationGenerator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.transaction.autoconfigure.TransactionAutoConfiguration;
import org.springframework.core.env.StandardEnvironment;

@PostgresTest
class EntityDeclarationTests {

    private TestDatabase database;
    private Path folder;
    private MigrationFolder migrations;
    private Path declared;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) throws Exception {
        this.database = database;
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
    void entitiesDoNotSayWhoOwnsTheirTables() {
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
    void oneFieldRelationAndConstantMore() throws Exception {
        generated(Shop.class).write(this.folder);
        Files.writeString(
                this.declared.resolve("index.sql"), "CREATE INDEX order_status ON public.purchase_order (status);");

        GeneratedMigrations more = generated(io.github.appliedset.entities.after.Shop.class);

        assertThat(names(more))
                .contains(
                        "customer_add_column_phone_number",
                        "purchase_order_add_column_product_id",
                        "purchase_order_add_fk_product_id",
                        "purchase_order_add_index_order_status",
                        "purchase_order_alter_constraint_purchase_order_status_check");
        assertThat(String.join(
                        "",
                        more.migrations().stream().map(GeneratedMigration::up).toList()))
                .doesNotContain("DROP TABLE", "DROP COLUMN", "DROP SEQUENCE");
        more.write(this.folder);
        assertThat(generated(io.github.appliedset.entities.after.Shop.class).isEmpty())
                .isTrue();
        assertThatHibernateFindsAll();
    }

    /** Hibernate refuses to start if a table or a column of an entity is missing. */
    private void assertThatHibernateFindsAll() {
        new ApplicationContextRunner()
                .withConfiguration(AutoConfigurations.of(
                        DataSourceAutoConfiguration.class,
                        HibernateJpaAutoConfiguration.class,
                        TransactionAutoConfiguration.class,
                        AppliedSetAutoConfiguration.class))
                .withUserConfiguration(io.github.appliedset.entities.after.Shop.class)
                .withPropertyValues(this.database.properties())
                .withPropertyValues(
                        "applied-set.locations=" + this.migrations.location(), "spring.jpa.hibernate.ddl-auto=validate")
                .run(context -> assertThat(context).hasNotFailed());
    }
}
