package io.github.appliedset.schema.catalog;

import io.github.appliedset.schema.Schema;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;

/** Schemas of our own making, and their reading. */
public final class TestSchemas {

    private TestSchemas() {}

    public static String sql(String name) {
        return text(name + ".sql");
    }

    static String text(String file) {
        try (InputStream sql = TestSchemas.class.getResourceAsStream("/schemas/" + file)) {
            return new String(sql.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    public static void create(TestDatabase database, String name) {
        Sql.execute(database.superuser(), sql(name));
    }

    public static Schema read(TestDatabase database) {
        return read(database.superuser(), scope());
    }

    public static CatalogScope scope() {
        return CatalogScope.of("public", "applied_migrations");
    }

    public static Schema read(DataSource dataSource, CatalogScope scope) {
        try (Connection connection = dataSource.getConnection()) {
            return CatalogReader.read(connection, scope);
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }
}
