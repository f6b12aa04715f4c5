package io.github.appliedset.schema.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Coverage.Detail;
import io.github.appliedset.schema.Coverage.Partitions;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.drift.Difference;
import io.github.appliedset.schema.drift.Difference.Different;
import io.github.appliedset.schema.drift.SchemaComparison;
import io.github.appliedset.schema.drift.SchemaDrift;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.Sql;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.session.KeepsSessions;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Savepoint;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.postgresql.ds.PGSimpleDataSource;

/** What the catalogs of the server see is told: by one difference, or by the page that says what is left out. */
@PostgresTest
@KeepsSessions
class SingleChangeTests {

    private static final String LEFT_OUT = "left out: ";
    private static final String COUNTED = "counted ";
    private static final int NEWEST = 18;

    private static final CatalogScope EVERYTHING = TestSchemas.scope()
            .covering(new Coverage(EnumSet.allOf(Detail.class), List.of(), List.of(), Partitions.ALL));

    @Test
    void catalogsChangeExactlyWhenAChangeIsReported(TestDatabase database) throws SQLException {
        List<String> expected = new ArrayList<>();
        List<String> found = new ArrayList<>();
        PGSimpleDataSource planned = (PGSimpleDataSource) database.superuser();
        planned.setPrepareThreshold(1);
        try (Connection connection = planned.getConnection()) {
            connection.setAutoCommit(false);
            connection.setTransactionIsolation(Connection.TRANSACTION_REPEATABLE_READ);
            Sql.execute(
                    connection, "SET search_path = pg_catalog; SET default_text_search_config = 'pg_catalog.simple'");
            try (SystemCatalogs catalogs = SystemCatalogs.of(connection)) {
                for (SingleChange.Group group :
                        SingleChange.all(connection.getMetaData().getDatabaseMajorVersion())) {
                    Savepoint empty = connection.setSavepoint();
                    Sql.execute(connection, group.setUp());
                    Set<String> rows = catalogs.read();
                    Schema schema = CatalogReader.readWithin(connection, EVERYTHING);
                    for (SingleChange change : group.changes()) {
                        Savepoint before = connection.setSavepoint();
                        expected.add(change.line());
                        found.add(found(connection, change, catalogs, rows, schema));
                        connection.rollback(before);
                    }
                    connection.rollback(empty);
                }
            }
            connection.rollback();
        }

        assertThat(expected).hasSizeGreaterThan(600);
        found.removeAll(expected);
        assertThat(String.join("\n", found))
                .as("what is told otherwise than single-changes.txt says")
                .isEmpty();
    }

    /** The page and the list of changes name the same. */
    @Test
    void pageListsOmittedAndCountedObjects() throws IOException {
        String page = Files.readString(Path.of("../docs/reference/what-a-snapshot-leaves-out.md"));
        List<String> told = SingleChange.all(NEWEST).stream()
                .flatMap(group -> group.changes().stream())
                .map(SingleChange::told)
                .toList();

        assertThat(rows(page, "## Left out")).isEqualTo(distinct(told, LEFT_OUT));
        assertThat(rows(page, "## Counted")).isEqualTo(distinct(told, COUNTED));
    }

    /** The first cells of the table below a heading. */
    private static Set<String> rows(String page, String heading) {
        String below = page.substring(page.indexOf(heading));
        return below.lines()
                .takeWhile(line -> line.equals(heading) || !line.startsWith("## "))
                .filter(line -> line.startsWith("| "))
                .skip(1)
                .map(line -> line.split("\\|")[1].strip().replace("`", ""))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> distinct(List<String> told, String prefix) {
        return told.stream()
                .filter(text -> text.startsWith(prefix))
                .map(text -> text.substring(prefix.length()))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static String found(
            Connection connection, SingleChange change, SystemCatalogs catalogs, Set<String> rows, Schema schema)
            throws SQLException {
        try {
            Sql.execute(connection, change.sql());
        } catch (SQLException refused) {
            return refused.getMessage().lines().findFirst().orElse("") + " :: " + change.sql();
        }
        Set<String> rowsAfter = catalogs.read();
        String told = told(schema, CatalogReader.readWithin(connection, EVERYTHING));
        boolean isChanged = !rowsAfter.equals(rows);
        if (told.isEmpty() && !isChanged) {
            told = "nothing";
        } else if (told.isEmpty()) {
            told = change.told().startsWith(LEFT_OUT)
                    ? change.told()
                    : "HOLE " + difference(rows, rowsAfter) + " INSTEAD OF " + difference(rowsAfter, rows);
        } else if (!isChanged) {
            told += " THOUGH THE CATALOGS ARE THE SAME";
        }
        String remark = !change.remark().isEmpty() || !told.contains(" AND ")
                ? change.remark()
                : "WITH COMPANY WITHOUT A REASON";
        return told + (remark.isEmpty() ? "" : " (" + remark + ")") + " :: " + change.sql();
    }

    private static String difference(Set<String> one, Set<String> other) {
        Set<String> more = new TreeSet<>(other);
        more.removeAll(one);
        return String.join(" | ", more);
    }

    private static String told(Schema before, Schema after) {
        SchemaDrift drift = SchemaComparison.between(before, after);
        List<String> told = drift.differences().stream()
                .map(SingleChangeTests::text)
                .collect(Collectors.toCollection(ArrayList::new));
        if (!before.notTold().equals(after.notTold())) {
            Set<String> kinds = new TreeSet<>(before.notTold().keySet());
            kinds.addAll(after.notTold().keySet());
            kinds.removeIf(kind ->
                    Objects.equals(before.notTold().get(kind), after.notTold().get(kind)));
            kinds.forEach(kind -> told.add(COUNTED + kind));
        }
        drift.columnOrder().forEach(order -> told.add("order of columns " + order.table()));
        return String.join(" AND ", told);
    }

    private static String text(Difference difference) {
        return difference.word() + " " + difference.id()
                + (difference instanceof Different different
                        ? different.changes().stream()
                                .map(change -> " " + change.attribute().key())
                                .collect(Collectors.joining())
                        : "");
    }
}
