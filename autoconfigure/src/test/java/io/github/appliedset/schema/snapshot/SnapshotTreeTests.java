package io.github.appliedset.schema.snapshot;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue.Flag;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.AttributeValue.Text;
import io.github.appliedset.schema.AttributeValue.Whole;
import io.github.appliedset.schema.Coverage;
import io.github.appliedset.schema.Coverage.Detail;
import io.github.appliedset.schema.Coverage.Partitions;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.catalog.CatalogReader;
import io.github.appliedset.schema.catalog.CatalogScope;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PostgresTest
class SnapshotTreeTests {

    private static final ObjectId APP = ObjectId.of(ObjectKind.SCHEMA, "app");
    private static final ObjectId CUSTOMER = APP.part(ObjectKind.TABLE, "customer");
    private static final ObjectId EMAIL = CUSTOMER.part(ObjectKind.COLUMN, "email");
    private static final FileTime LONG_AGO = FileTime.fromMillis(1_000_000);

    private Path root;
    private SnapshotTree tree;

    @BeforeEach
    void prepare(@TempDir Path folder) {
        this.root = folder.resolve("db/snapshot");
        this.tree = SnapshotTree.at(this.root);
    }

    private static Schema schema(SchemaObject... more) {
        return Schema.of(
                17,
                Stream.concat(
                                Stream.of(
                                        new SchemaObject(APP, Map.of()),
                                        customer(Stream.of(more)
                                                .map(SchemaObject::id)
                                                .filter(id -> id.kind() == ObjectKind.COLUMN)
                                                .map(ObjectId::name)
                                                .toArray(String[]::new))),
                                Stream.of(more))
                        .toList());
    }

    private static SchemaObject customer(String... columns) {
        return new SchemaObject(
                CUSTOMER, columns.length == 0 ? Map.of() : Map.of(Attribute.COLUMNS, new Items(List.of(columns))));
    }

    private static SchemaObject email(String type) {
        return new SchemaObject(
                EMAIL,
                Map.of(
                        Attribute.COMMENT, new Text("größer\n\n\"x\"\t\\ \u0001\r\nend"),
                        Attribute.TYPE, new Text(type),
                        Attribute.NOT_NULL, new Flag(),
                        Attribute.STATISTICS_TARGET, new Whole(500)));
    }

    private String read(String path) throws IOException {
        return Files.readString(this.root.resolve(path));
    }

    private List<String> files() throws IOException {
        try (Stream<Path> found = Files.walk(this.root)) {
            return found.filter(Files::isRegularFile)
                    .map(file -> this.root.relativize(file).toString())
                    .sorted()
                    .toList();
        }
    }

    @Test
    void eachObjectHasAFileThatReadsWell() throws IOException {
        this.tree.save(schema(email("text")));

        assertThat(files())
                .containsExactly(
                        ".gitattributes",
                        "schemas/app/schema.json",
                        "schemas/app/tables/customer/columns/email.json",
                        "schemas/app/tables/customer/table.json",
                        "snapshot.json");
        assertThat(read("snapshot.json")).isEqualTo("{\n  \"format\": 1,\n  \"pgMajor\": 17\n}\n");
        assertThat(read("schemas/app/tables/customer/table.json")).isEqualTo("""
                {
                  "table": "app.customer",
                  "columns": [
                    "email"
                  ]
                }
                """);
        assertThat(read("schemas/app/tables/customer/columns/email.json")).isEqualTo("""
                {
                  "column": "app.customer.email",
                  "type": "text",
                  "notNull": true,
                  "statisticsTarget": 500,
                  "comment": [
                    "größer",
                    "",
                    "\\"x\\"\\t\\\\ \\u0001\\r",
                    "end"
                  ]
                }
                """);
    }

    @Test
    void whatIsSavedIsLoaded() {
        this.tree.save(schema(email("text")));

        assertThat(this.tree.load()).isEqualTo(schema(email("text")));
    }

    @Test
    void missingSnapshotIsEmpty() {
        assertThat(this.tree.load()).isEqualTo(Schema.EMPTY);
        assertThat(this.tree.exists()).isFalse();
    }

    @Test
    void writesOnlyChangesAndRemovesDroppedObjects() throws IOException {
        this.tree.save(schema(email("text")));
        for (String file : files()) {
            Files.setLastModifiedTime(this.root.resolve(file), LONG_AGO);
        }

        assertThat(this.tree.save(schema(email("text"))).isChanged()).isFalse();
        SavedSnapshot saved = this.tree.save(schema(email("citext")));

        assertThat(saved.written()).isEqualTo(1);
        for (String file : files()) {
            assertThat(Files.getLastModifiedTime(this.root.resolve(file)).equals(LONG_AGO))
                    .as(file)
                    .isEqualTo(!file.endsWith("email.json"));
        }
        assertThat(this.tree.save(schema()).removed()).isEqualTo(1);
        assertThat(this.root.resolve("schemas/app/tables/customer/columns")).doesNotExist();
    }

    @Test
    void filesOfOthersAreLeftAlone() throws IOException {
        this.tree.save(schema(email("text")));
        Files.createDirectories(this.root.resolve("notes/schemas"));
        Files.writeString(this.root.resolve("notes/schemas/mine.json"), "mine");
        Files.writeString(this.root.resolve("schemas/README.md"), "mine");

        assertThat(this.tree.load()).isEqualTo(schema(email("text")));
        this.tree.save(Schema.of(17, List.of()));

        assertThat(files())
                .containsExactly(".gitattributes", "notes/schemas/mine.json", "schemas/README.md", "snapshot.json");
    }

    @Test
    void writesTheGitMergeAttributeOnlyOnce() throws IOException {
        this.tree.save(schema(email("text")));
        Path attributes = this.root.resolve(".gitattributes");
        assertThat(Files.readString(attributes)).endsWith("\n** -merge\n");

        Files.delete(attributes);
        this.tree.save(schema(email("citext")));

        assertThat(attributes).as("whoever deletes it means it").doesNotExist();
    }

    @Test
    void folderThatIsSomethingElseIsRefused() throws IOException {
        Files.createDirectories(this.root);
        Files.writeString(this.root.resolve("important.txt"), "mine");

        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(() -> this.tree.save(schema()))
                .withMessageContaining("is not empty and has no snapshot.json");
        assertThat(files()).containsExactly("important.txt");
    }

    @Test
    void acceptsAnEmptyFolder() throws IOException {
        Files.createDirectories(this.root);

        this.tree.save(schema());

        assertThat(this.tree.load()).isEqualTo(schema());
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '{\n  "column": "app.customer.email",\n  "type": "te'        | :3: unterminated string
            '{\n  "column": "app.customer.email"'                        | :2: unexpected end of the text, expected '}'
            '{\n<<<<<<< ours\n  "column": "app.customer.email"\n'        | :2: unresolved merge conflict
            '{\n  "column": "app.customer.email",\n  "tipe": "text"\n}'  | :3: unknown key "tipe"
            '{\n  "column": "app.customer.phone"\n}'                     | :2: this is column app.customer.phone, which belongs in schemas/app/tables/customer/columns/phone.json
            '{\n  "column": "app.customer"\n}'                           | :2: 'app.customer' is not a name
            '{\n  "index": "app.customer.email"\n}'                      | :2: the first key is "index", but a file in this folder begins with "column"
            '{\n  "column": "app.customer.email",\n  "type": true\n}'    | :3: expected a string
            '{\n  "column": "app.customer.email",\n  "notNull": false\n}' | :3: "notNull" must be true or left out
            '{\n  "column": "app.customer.email",\n  "type": "a",\n  "type": "b"\n}' | :4: duplicate key "type"
            '{\n  "column": "app.customer.email",\n  "comment": "a"\n}'  | :3: expected a list of strings
            '{\n  "column": "app.customer.email",\n  "statisticsTarget": 1.5\n}' | :3:
            '[]'                                                         | :1: expected '{'
            ''                                                           | :1: unexpected end of the text
            '{}'                                                         | :1: the name of the object is missing
            '{\n  "column": "app.customer.email"\n}\n}'                  | :4: unexpected text after the end of the value
            """)
    void brokenFileIsAnErrorWithItsLine(String text, String problem) throws IOException {
        this.tree.save(schema(email("text")));
        Path file = this.root.resolve("schemas/app/tables/customer/columns/email.json");
        Files.writeString(file, text.replace("\\n", "\n"));

        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(this.tree::load)
                .withMessageContaining(file + problem);
    }

    @Test
    void snapshotSaysWhatItCovers() throws IOException {
        Coverage coverage = new Coverage(
                Set.of(Detail.GRANTS, Detail.OWNERS),
                List.of("app"),
                List.of("index *.tmp_*", "\"Odd\""),
                Partitions.NONE);
        Schema schema = Schema.of(17, coverage, List.of(new SchemaObject(APP, Map.of())));

        this.tree.save(schema);

        assertThat(read("snapshot.json")).isEqualTo("""
                {
                  "format": 1,
                  "pgMajor": 17,
                  "details": [
                    "owners",
                    "grants"
                  ],
                  "include": [
                    "app"
                  ],
                  "exclude": [
                    "index *.tmp_*",
                    "\\"Odd\\""
                  ],
                  "partitions": "none"
                }
                """);
        assertThat(this.tree.coverage()).isEqualTo(coverage);
        assertThat(this.tree.load()).isEqualTo(schema);
        assertThat(SnapshotTree.at(this.root.resolve("none")).coverage()).isEqualTo(Coverage.DEFAULT);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
            '"details": [\n"passwords"]'  | :5: "passwords" is not one of owners, grants, versions, tablespaces
            '"partitions": "some"'        | :4: "some" is not one of all, declared, none
            '"exclude": "app"'            | :4: expected a list of strings
            '"excluded": []'              | :4: unknown key "excluded"
            """)
    void unknownCoverageIsAnErrorWithItsLine(String line, String problem) throws IOException {
        this.tree.save(schema());
        Path header = this.root.resolve("snapshot.json");
        Files.writeString(header, "{\n\"format\": 1,\n\"pgMajor\": 17,\n" + line.replace("\\n", "\n") + "\n}\n");

        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(this.tree::coverage)
                .withMessageContaining(header + problem);
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(this.tree::load)
                .withMessageContaining(header + problem);
    }

    @Test
    void reportsEveryProblem() throws IOException {
        this.tree.save(schema(email("text")));
        Files.write(this.root.resolve("schemas/app/schema.json"), new byte[] {'{', (byte) 0xFF});
        Files.writeString(this.root.resolve("snapshot.json"), "{\n  \"format\": 2,\n  \"pgMajor\": 17\n}\n");
        Files.writeString(this.root.resolve("schemas/app/other.json"), "{\"schema\": \"app\"}");
        Files.createDirectories(this.root.resolve("extensions"));
        Files.writeString(this.root.resolve("extensions/a.json"), "{\"extension\": \"b\"}");

        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(this.tree::load)
                .satisfies(failure -> assertThat(failure.problems())
                        .hasSize(4)
                        .anySatisfy(problem -> assertThat(problem).endsWith("schema.json: the file is not UTF-8"))
                        .anySatisfy(problem ->
                                assertThat(problem).contains("snapshot.json:2: unsupported format, only 1 is known"))
                        .anySatisfy(
                                problem -> assertThat(problem).endsWith("other.json: not the name of a snapshot file"))
                        .anySatisfy(problem -> assertThat(problem).contains("a.json:1: this is extension b")));
    }

    @Test
    void partWithoutItsTableIsAnError() throws IOException {
        this.tree.save(schema(email("text")));
        Files.delete(this.root.resolve("schemas/app/tables/customer/table.json"));

        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(this.tree::load)
                .withMessageContaining("table.json: the file of table app.customer is missing");
    }

    @Test
    void lostHeaderIsAnError() throws IOException {
        this.tree.save(schema());
        Files.delete(this.root.resolve("snapshot.json"));

        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(this.tree::load)
                .withMessageContaining("snapshot.json: the file is missing");
    }

    @ParameterizedTest
    @CsvSource(quoteCharacter = '`', textBlock = """
            plain_1, plain_1
            Order, %4Frder
            größe, gr%C3%B6%C3%9Fe
            a/b:c, a%2Fb%3Ac
            100%, 100%25
            .hidden., %2Ehidden%2E
            con, %63on
            conin$, %63onin$
            CONOUT$.x, %43%4F%4E%4F%55%54$.x
            lpt1.x, %6Cpt1.x
            a~b, a~b
            """)
    void namesFitEveryDisk(String name, String file) throws IOException {
        this.tree.save(schema(
                new SchemaObject(CUSTOMER.part(ObjectKind.COLUMN, name), Map.of(Attribute.TYPE, new Text("text")))));

        assertThat(files()).contains("schemas/app/tables/customer/columns/" + file + ".json");
        assertThat(this.tree.load().size()).isEqualTo(3);
    }

    @Test
    void longNamesAreCutAndStayApart() throws IOException {
        String argument = "integer, ".repeat(40);
        SchemaObject one = new SchemaObject(APP.part(ObjectKind.FUNCTION, "f(" + argument + "text)"), Map.of());
        SchemaObject other = new SchemaObject(APP.part(ObjectKind.FUNCTION, "f(" + argument + "date)"), Map.of());

        this.tree.save(schema(one, other));

        assertThat(this.tree.load()).isEqualTo(schema(one, other));
        assertThat(files())
                .allSatisfy(file ->
                        assertThat(Path.of(file).getFileName().toString()).hasSizeLessThan(160));
    }

    @Test
    void textsOfAnEarlierSnapshotAreReadInTheirOneWording() {
        ObjectId check = CUSTOMER.part(ObjectKind.CONSTRAINT, "c");
        this.tree.save(schema(
                email("text"),
                new SchemaObject(check, Map.of(Attribute.DEFINITION, new Text("CHECK (((a AND b) AND c))")))));

        assertThat(this.tree.load())
                .isEqualTo(schema(
                        email("text"),
                        new SchemaObject(check, Map.of(Attribute.DEFINITION, new Text("CHECK ((a AND b AND c))")))));
    }

    private void contradiction(String problem, SchemaObject... objects) {
        this.tree.save(Schema.of(
                17,
                Stream.concat(Stream.of(new SchemaObject(APP, Map.of())), Stream.of(objects))
                        .toList()));

        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(this.tree::load)
                .satisfies(failure -> assertThat(failure.problems())
                        .map(each -> each.replace(this.root + "/schemas/app/tables/", ""))
                        .containsExactly(problem));
    }

    @Test
    void columnThatIsListedHasAFile() {
        contradiction(
                "customer/table.json: it lists the column id, but customer/columns/id.json is missing",
                customer("id", "email"),
                email("text"));
    }

    @Test
    void columnWithAFileIsListed() {
        contradiction(
                "customer/columns/email.json: table app.customer does not list this column in customer/table.json",
                customer("id"),
                id(),
                email("text"));
    }

    @Test
    void columnIsListedOnce() {
        contradiction("customer/table.json: the column id is listed twice", customer("id", "id"), id());
    }

    @Test
    void columnOfATableHasAType() {
        contradiction(
                "customer/columns/id.json: the \"type\" is missing",
                customer("id"),
                new SchemaObject(id().id(), Map.of()));
    }

    @Test
    void kindHasOnlyAttributesOfItsOwn() {
        contradiction(
                "customer/columns/id.json: a column has no \"labels\"",
                customer("id"),
                id().with(Attribute.LABELS, new Items(List.of("a"))));
    }

    @Test
    void tableIsNotItsOwnParent() {
        SchemaObject circle = new SchemaObject(CUSTOMER, Map.of(Attribute.PARTITION_OF, new Text("app.customer2")));
        SchemaObject back = new SchemaObject(
                APP.part(ObjectKind.TABLE, "customer2"), Map.of(Attribute.PARTITION_OF, new Text("app.customer")));
        this.tree.save(Schema.of(17, List.of(new SchemaObject(APP, Map.of()), circle, back)));

        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(this.tree::load)
                .withMessageContaining("it is its own parent");
    }

    @ParameterizedTest
    @CsvSource({"99999999999", "-1", "2147483648", "100"})
    void versionThatCannotBeIsAnError(String major) throws IOException {
        this.tree.save(schema(id(), email("text")));
        Files.writeString(this.root.resolve("snapshot.json"), "{\n  \"format\": 1,\n  \"pgMajor\": " + major + "\n}\n");

        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(this.tree::load)
                .withMessageContaining("snapshot.json:3: \"pgMajor\" is not a version of PostgreSQL, such as 17");
    }

    @Test
    void lineEndsDoNotMatterAndStay() throws IOException {
        this.tree.save(schema(id(), email("text")));
        for (String file : files()) {
            Files.writeString(this.root.resolve(file), read(file).replace("\n", "\r\n"));
        }

        assertThat(this.tree.load()).isEqualTo(schema(id(), email("text")));
        assertThat(this.tree.save(schema(id(), email("text"))).isChanged()).isFalse();
        assertThat(this.tree.save(schema(id(), email("citext"))).written()).isEqualTo(1);
        assertThat(read("schemas/app/tables/customer/columns/email.json")).contains("citext\",\r\n");
    }

    @Test
    void linkedFoldersAndFilesAreRead(@TempDir Path elsewhere) throws IOException {
        this.tree.save(schema(id(), email("text")));
        Path tables = this.root.resolve("schemas/app/tables");
        Files.move(tables, elsewhere.resolve("tables"));
        Files.createSymbolicLink(tables, elsewhere.resolve("tables"));
        Path email = elsewhere.resolve("tables/customer/columns/email.json");
        Files.move(email, elsewhere.resolve("email"));
        Files.createSymbolicLink(email, elsewhere.resolve("email"));

        assertThat(this.tree.load()).isEqualTo(schema(id(), email("text")));
        Files.delete(elsewhere.resolve("email"));
        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(this.tree::load)
                .withMessageContaining("email.json: the link leads to a file that does not exist");
    }

    @Test
    void linkToAFolderThatIsGoneIsAnError() throws IOException {
        this.tree.save(schema(id(), email("text")));
        Path link = this.root.resolve("schemas/app/views");
        Files.createSymbolicLink(link, this.root.resolve("gone"));

        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(this.tree::load)
                .withMessageContaining(link + ": the link leads to a folder that does not exist");
    }

    @Test
    void linkStaysWhenItsLastFileIsRemoved(@TempDir Path elsewhere) throws IOException {
        this.tree.save(schema(id(), email("text")));
        Path columns = this.root.resolve("schemas/app/tables/customer/columns");
        Files.move(columns, elsewhere.resolve("columns"));
        Files.createSymbolicLink(columns, elsewhere.resolve("columns"));
        Files.writeString(elsewhere.resolve("columns/notes.txt"), "mine");

        this.tree.save(schema());

        assertThat(columns).isSymbolicLink();
        assertThat(elsewhere.resolve("columns")).isDirectoryContaining("glob:**/notes.txt");
    }

    @Test
    void byteOrderMarkIsSkipped() throws IOException {
        this.tree.save(schema(id()));
        Path file = this.root.resolve("schemas/app/tables/customer/columns/id.json");
        Files.writeString(file, "\uFEFF" + Files.readString(file));

        assertThat(this.tree.load()).isEqualTo(schema(id()));
    }

    @Test
    void fileWithItsSuffixInUpperCaseIsNotPassedOver() throws IOException {
        this.tree.save(schema(id()));
        Path file = this.root.resolve("schemas/app/tables/customer/columns/id.json");
        Path upper = Files.move(file, file.resolveSibling("id.JSON"));

        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(this.tree::load)
                .withMessageContaining(upper + ": the name of a snapshot file ends in .json, in lower case");
        assertThatExceptionOfType(SnapshotException.class).isThrownBy(() -> this.tree.save(schema(id())));
    }

    @Test
    void linkThatLeadsInACircleIsAnError() throws IOException {
        this.tree.save(schema(id(), email("text")));
        Files.createSymbolicLink(this.root.resolve("schemas/app/again"), this.root.resolve("schemas"));

        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(this.tree::load)
                .withMessageContaining("again: the link leads to a folder that contains it");
    }

    @Test
    void countsOmittedObjects() throws IOException {
        Schema schema = Schema.of(
                17,
                Coverage.DEFAULT,
                Map.of("user mapping", 2, "subscription", 1),
                List.of(new SchemaObject(APP, Map.of())));
        this.tree.save(schema);

        assertThat(read("snapshot.json"))
                .contains("  \"notTold\": [\n    \"subscription: 1\",\n    \"user mapping: 2\"\n  ]");
        assertThat(this.tree.load()).isEqualTo(schema);
    }

    @Test
    void storesNamesQuotedByANewerServerWithoutQuotes() throws IOException {
        ObjectId function = APP.part(ObjectKind.FUNCTION, "json_object(text)");
        Schema schema = schema(new SchemaObject(function, Map.of(Attribute.DEFINITION, new Text("CREATE"))));
        this.tree.save(schema);
        Path file = this.root.resolve("schemas/app/routines/json_object(text).json");
        Path before = file.resolveSibling("%22json_object%22(text).json");
        Files.writeString(before, Files.readString(file).replace("app.json_object", "app.\\\"json_object\\\""));
        Files.delete(file);

        assertThat(this.tree.load()).isEqualTo(schema);
        this.tree.save(schema);
        assertThat(file).exists();
        assertThat(before).doesNotExist();
    }

    private static SchemaObject id() {
        return new SchemaObject(CUSTOMER.part(ObjectKind.COLUMN, "id"), Map.of(Attribute.TYPE, new Text("bigint")));
    }

    @Test
    void viewMayUseAColumnThatIsLeftOut(TestDatabase database) {
        database.execute(
                "CREATE SCHEMA app",
                "CREATE TABLE app.t (id int, secret text)",
                "CREATE VIEW app.v AS SELECT id, secret FROM app.t");
        Coverage coverage = new Coverage(Set.of(), List.of(), List.of("column app.t.secret"), Partitions.DECLARED);

        this.tree.save(read(database, coverage));

        assertThat(this.tree.load()).isEqualTo(read(database, coverage));
        assertThat(this.tree.load().find(APP.part(ObjectKind.VIEW, "v"))).isPresent();
    }

    private static Schema read(TestDatabase database, Coverage coverage) {
        try (Connection connection = database.dataSource().getConnection()) {
            return CatalogReader.read(
                    connection, CatalogScope.of("public", "applied_migrations").covering(coverage), any -> {});
        } catch (SQLException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Test
    void reportsAnUnreadableFile() throws IOException {
        Files.createDirectories(this.root.resolve("snapshot.json"));

        assertThatExceptionOfType(SnapshotException.class)
                .isThrownBy(this.tree::coverage)
                .withMessageContaining("could not be read");
    }
}
