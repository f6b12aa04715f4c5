package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The rights on docs/explanation/security.md are enough, and no more than that. */
class SecurityPageTests extends MigratorTestSupport {

    private TestDatabase database;
    private String migrator;
    private String application;

    @BeforeEach
    void grant(TestDatabase database) throws IOException {
        this.database = database;
        this.migrator = database.name() + "_migrator";
        this.application = database.name() + "_app";
        Matcher script = Pattern.compile("(?s)```sql\n(CREATE ROLE shop_migrator.*?)```")
                .matcher(Files.readString(Path.of("../docs/explanation/security.md")));
        assertThat(script.find()).isTrue();
        database.executeAsSuperuser(
                "REVOKE ALL ON SCHEMA public FROM PUBLIC",
                script.group(1).replace("shop_migrator", this.migrator).replace("shop_app", this.application));
    }

    @AfterEach
    void drop() {
        for (String role : List.of(this.migrator, this.application)) {
            this.database.executeAsSuperuser("DROP OWNED BY " + role + " CASCADE", "DROP ROLE " + role);
        }
    }

    private DataSource asMigrator() {
        return this.database.dataSource(this.migrator, "migrator");
    }

    private DataSource asApplication() {
        return this.database.dataSource(this.application, "app");
    }

    private Migrator migrator(DataSource dataSource) {
        return Migrator.builder()
                .dataSource(dataSource)
                .schema("migrations")
                .locations(this.files.location())
                .build();
    }

    @Test
    void rightsOfThePageAreEnough() {
        this.files
                .with("1_orders.up.sql", "CREATE TABLE shop.orders (id int PRIMARY KEY, at timestamptz);")
                .with("1_orders.down.sql", "DROP TABLE shop.orders;")
                .with("2_at.up.sql", "CREATE INDEX CONCURRENTLY orders_at ON shop.orders (at);")
                .with("2_at.down.sql", "DROP INDEX shop.orders_at;");

        assertThat(migrator(asMigrator()).dryRun().attempts()).hasSize(2);
        assertThat(labels(migrator(asMigrator()).migrate())).containsExactly("1_orders", "2_at");
        assertThat(migrator(asApplication()).verify().applied()).hasSize(2);
        assertThat(migrator(asApplication()).status().pending()).isEmpty();
        Sql.execute(asApplication(), "INSERT INTO shop.orders VALUES (1, now())", "UPDATE shop.orders SET at = NULL");

        assertThat(migrator(asMigrator()).rollback(2).rolledBack()).hasSize(2);
    }

    @Test
    void applicationCannotChangeTheTracker() {
        this.files.with("1_orders.up.sql", "CREATE TABLE shop.orders (id int);");
        migrator(asMigrator()).migrate();

        assertThatExceptionOfType(TrackerException.class)
                .isThrownBy(() -> migrator(asApplication()).forget(1))
                .withMessageContaining("lacks a privilege");
        for (String change : List.of(
                "DELETE FROM migrations.applied_migrations",
                "CREATE TRIGGER t BEFORE INSERT ON migrations.applied_migrations FOR EACH ROW EXECUTE FUNCTION"
                        + " suppress_redundant_updates_trigger()",
                "CREATE TABLE migrations.mine (id int)",
                "CREATE TABLE shop.mine (id int)")) {
            assertThatThrownBy(() -> Sql.execute(asApplication(), change)).hasStackTraceContaining("permission denied");
        }
    }
}
