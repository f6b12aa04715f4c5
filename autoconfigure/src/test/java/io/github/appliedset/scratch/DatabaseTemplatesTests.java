package io.github.appliedset.scratch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Databases that are kept to be copied. */
@PostgresTest
class DatabaseTemplatesTests {

    private TestDatabase database;
    private DatabaseTemplates templates;

    @BeforeEach
    void allow(TestDatabase database) {
        this.database = database;
        database.executeAsSuperuser("ALTER ROLE " + database.username() + " CREATEDB");
        this.templates = DatabaseTemplates.beside(database.dataSource());
    }

    @AfterEach
    void drop() {
        all().forEach(name -> this.database.executeAsSuperuser("DROP DATABASE " + name));
    }

    private List<String> all() {
        return this.database.query("SELECT datname FROM pg_database WHERE datname LIKE 'applied_set_template_%'"
                + " AND pg_get_userbyid(datdba) = current_user ORDER BY datname");
    }

    private void keep(String key) throws SQLException {
        try (ScratchDatabase scratch = ScratchDatabase.beside(this.database.dataSource())) {
            Sql.execute(scratch.dataSource(), "CREATE TABLE filled (key text)");
            this.templates.keep(
                    Sql.firstColumn(scratch.dataSource(), "SELECT current_database()")
                            .get(0),
                    key);
        }
    }

    private String byHand(Duration age, String key, String owner) {
        String name = "applied_set_template_" + Instant.now().minus(age).getEpochSecond() + "_0123456789abcdef";
        this.database.executeAsSuperuser(
                "CREATE DATABASE " + name + " OWNER " + owner + " ALLOW_CONNECTIONS false",
                "COMMENT ON DATABASE " + name + " IS 'A template of applied-set, which may be dropped: " + key + "'");
        return name;
    }

    @Test
    void findsATemplateByItsKey() throws SQLException {
        keep("it's one");

        assertThat(this.templates.names()).containsExactly(Map.entry("it's one", all().get(0)));
    }

    @Test
    void atMostFourAreKeptAndEachKeyOnce() throws SQLException {
        for (String key : List.of("1", "2", "2", "3", "4", "5")) {
            keep(key);
        }

        assertThat(all()).hasSize(4);
        assertThat(this.templates.names()).containsKey("5");
    }

    @Test
    void oldOnesAreNotUsedAndDropped() throws SQLException {
        String old = byHand(Duration.ofDays(8), "old", this.database.username());

        assertThat(this.templates.names()).isEmpty();
        keep("new");
        assertThat(all()).hasSize(1).doesNotContain(old);
    }

    /** It may hold whatever its owner likes. */
    @Test
    void thoseOfOthersAreNotUsedAndStay() throws SQLException {
        String other = byHand(Duration.ofDays(8), "new", "postgres");
        try {
            assertThat(this.templates.names()).isEmpty();
            keep("new");
            assertThat(this.database.query("SELECT datname FROM pg_database WHERE datname = '" + other + "'"))
                    .containsExactly(other);
        } finally {
            this.database.executeAsSuperuser("DROP DATABASE " + other);
        }
    }
}
