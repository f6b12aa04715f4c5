package io.github.appliedset.schema.snapshot;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.AttributeValue.Text;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What git makes of two branches that both wrote the snapshot anew. */
class SnapshotMergeTests {

    private static final ObjectId APP = ObjectId.of(ObjectKind.SCHEMA, "app");
    private static final ObjectId ONE = APP.part(ObjectKind.TABLE, "one");
    private static final ObjectId TWO = APP.part(ObjectKind.TABLE, "two");

    private Path repository;
    private SnapshotTree tree;

    @BeforeEach
    void commitTheBase(@TempDir Path folder) {
        this.repository = folder;
        this.tree = SnapshotTree.at(folder.resolve("db/snapshot"));
        git(0, "init", "--quiet", "--initial-branch=main");
        git(0, "config", "user.name", "test");
        git(0, "config", "user.email", "test@example.com");
        commit(base(), "base");
        git(0, "checkout", "--quiet", "-b", "theirs");
        git(0, "checkout", "--quiet", "main");
    }

    private static Schema base(SchemaObject... more) {
        List<SchemaObject> objects = new ArrayList<>(List.of(
                new SchemaObject(APP, Map.of()),
                table(ONE, "id", "name"),
                column(ONE, "id", "bigint"),
                column(ONE, "name", "text"),
                table(TWO, "id"),
                column(TWO, "id", "bigint")));
        for (SchemaObject object : more) {
            objects.removeIf(other -> other.id().equals(object.id()));
            objects.add(object);
        }
        return Schema.of(17, objects);
    }

    private static SchemaObject table(ObjectId id, String... columns) {
        return new SchemaObject(id, Map.of(Attribute.COLUMNS, new Items(List.of(columns))));
    }

    private static SchemaObject column(ObjectId table, String name, String type) {
        return new SchemaObject(table.part(ObjectKind.COLUMN, name), Map.of(Attribute.TYPE, new Text(type)));
    }

    private void commit(Schema schema, String message) {
        this.tree.save(schema);
        git(0, "add", "--all");
        git(0, "commit", "--quiet", "-m", message);
    }

    private String git(int exitCode, String... arguments) {
        List<String> command = new ArrayList<>(List.of("git"));
        command.addAll(List.of(arguments));
        try {
            Process process = new ProcessBuilder(command)
                    .directory(this.repository.toFile())
                    .redirectErrorStream(true)
                    .start();
            String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
            assertThat(process.waitFor()).as(output).isEqualTo(exitCode);
            return output;
        } catch (IOException | InterruptedException failure) {
            throw new IllegalStateException(failure);
        }
    }

    private void bothBranches(Schema ours, Schema theirs) {
        commit(ours, "ours");
        git(0, "checkout", "--quiet", "theirs");
        commit(theirs, "theirs");
        git(0, "checkout", "--quiet", "main");
    }

    @Test
    void differentObjectsMergeByThemselves() {
        SchemaObject extended = table(TWO, "id", "mail");
        bothBranches(
                base(column(ONE, "name", "citext")),
                base(extended, column(TWO, "mail", "text"), table(APP.part(ObjectKind.TABLE, "three"))));

        git(0, "merge", "--quiet", "--no-edit", "theirs");

        assertThat(this.tree.load())
                .isEqualTo(base(
                        column(ONE, "name", "citext"),
                        extended,
                        column(TWO, "mail", "text"),
                        table(APP.part(ObjectKind.TABLE, "three"))));
    }

    @Test
    void sameObjectIsAConflictWithoutMarks() throws IOException {
        bothBranches(base(column(ONE, "name", "citext")), base(column(ONE, "name", "varchar(80)")));

        git(1, "merge", "--no-edit", "theirs");

        assertThat(git(0, "diff", "--name-only", "--diff-filter=U"))
                .isEqualTo("db/snapshot/schemas/app/tables/one/columns/name.json\n");
        assertThat(Files.readString(this.repository.resolve("db/snapshot/schemas/app/tables/one/columns/name.json")))
                .as("ours as it was: the snapshot is taken again, and nobody settles it by hand")
                .isEqualTo("""
                {
                  "column": "app.one.name",
                  "type": "citext"
                }
                """);
    }

    @Test
    void columnsOfOneTableConflictOnlyInTheirOrder() {
        bothBranches(
                base(table(ONE, "id", "name", "mail"), column(ONE, "mail", "text")),
                base(table(ONE, "id", "name", "phone"), column(ONE, "phone", "text")));

        git(1, "merge", "--no-edit", "theirs");

        assertThat(git(0, "diff", "--name-only", "--diff-filter=U"))
                .isEqualTo("db/snapshot/schemas/app/tables/one/table.json\n");
    }
}
