package io.github.appliedset.schema.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.drift.Difference;
import io.github.appliedset.schema.drift.Difference.Different;
import io.github.appliedset.schema.drift.SchemaComparison;
import io.github.appliedset.schema.drift.SchemaDrift;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** One thing is changed, and exactly that is reported: one object, and one attribute of it. */
@PostgresTest
class MutationTests {

    @Test
    void eachIsReportedAsOneObjectAndOneAttribute(TestDatabase database) throws IOException {
        TestSchemas.create(database, "every-kind");
        Schema expected = TestSchemas.read(database);
        List<String> reported = mutations().stream()
                .map(mutation -> reported(database, expected, mutation) + " :: " + sql(mutation))
                .toList();

        assertThat(String.join("\n", reported)).isEqualTo(String.join("\n", mutations()));
    }

    private static List<String> mutations() throws IOException {
        try (InputStream lines = MutationTests.class.getResourceAsStream("/schemas/mutations.txt")) {
            return new String(lines.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    private static String sql(String mutation) {
        return mutation.substring(mutation.indexOf(" :: ") + 4);
    }

    private static String reported(TestDatabase database, Schema expected, String mutation) {
        String copy = database.name() + "_copy";
        Sql.execute(
                inDatabase(database, "postgres"),
                "CREATE DATABASE " + copy + " TEMPLATE " + database.name()
                        + (expected.postgresMajor() < 15 ? "" : " STRATEGY file_copy"));
        try {
            Sql.execute(inDatabase(database, copy), sql(mutation));
            SchemaDrift drift = SchemaComparison.between(
                    expected, TestSchemas.read(inDatabase(database, copy), TestSchemas.scope()));
            return drift.differences().stream().map(MutationTests::text).collect(Collectors.joining(" AND "));
        } catch (IllegalStateException refused) {
            return refused.getCause().getMessage();
        } finally {
            Sql.execute(inDatabase(database, "postgres"), "DROP DATABASE " + copy + " WITH (FORCE)");
        }
    }

    private static DataSource inDatabase(TestDatabase database, String name) {
        PGSimpleDataSource dataSource = (PGSimpleDataSource) database.superuser();
        dataSource.setDatabaseName(name);
        return dataSource;
    }

    private static String text(Difference difference) {
        String attributes = difference instanceof Different different
                ? different.changes().stream()
                        .map(change -> " " + change.attribute().key())
                        .collect(Collectors.joining())
                : "";
        return difference.word() + " " + difference.id() + attributes;
    }
}
