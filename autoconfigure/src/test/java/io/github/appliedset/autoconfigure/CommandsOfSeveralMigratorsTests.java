package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.autoconfigure.CommandLine.Run;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import io.github.appliedset.support.Tunnel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A command about one of several migrators goes by the keys of that one. */
@PostgresTest
class CommandsOfSeveralMigratorsTests {

    private static final String NEED_A_YES = "Scratch databases on localhost need a yes";

    private final Map<String, Object> properties = new LinkedHashMap<>();
    private Path folder;
    private String foreign;

    @BeforeEach
    void prepare(@TempDir Path folder, TestDatabase database) throws IOException {
        this.folder = folder;
        database.executeAsSuperuser("ALTER ROLE " + database.username() + " CREATEDB");
        this.foreign =
                database.url() + (database.url().contains("?") ? "&" : "?") + "socketFactory=" + Tunnel.class.getName();
        this.properties.put("spring.datasource.url", database.url());
        this.properties.put("spring.datasource.username", database.username());
        this.properties.put("spring.datasource.password", database.password());
        for (String name : new String[] {"orders", "reports"}) {
            String keys = "applied-set.migrators." + name + ".";
            MigrationFolder migrations = new MigrationFolder(Files.createDirectory(folder.resolve(name)))
                    .with("1_" + name + ".up.sql", "CREATE TABLE public." + name + " (id int);");
            Path declared = Files.createDirectory(folder.resolve("declared-" + name));
            Files.writeString(
                    declared.resolve("a.sql"), "CREATE TABLE public." + name + " (id int, " + name + "_note text);");
            this.properties.put(keys + "locations", migrations.location());
            this.properties.put(keys + "schema", name);
            this.properties.put(keys + "declared.locations", "file:" + declared);
        }
    }

    private Run generate(String migrator, String... options) {
        String[] words = new String[options.length + 3];
        words[0] = "--applied-set.command=generate";
        words[1] = "--applied-set.migrator=" + migrator;
        words[2] = "--applied-set.dry-run=true";
        System.arraycopy(options, 0, words, 3, options.length);
        return CommandLine.run(this.properties, words);
    }

    private static String words(Run run) {
        return (run.out() + run.err()).replaceAll("\\s+", " ");
    }

    @Test
    void eachHasItsOwnDeclaredSchema() {
        assertThat(words(generate("orders"))).contains("## orders_add_column_orders_note.up.sql");
        assertThat(words(generate("reports"))).contains("## reports_add_column_reports_note.up.sql");
    }

    @Test
    void eachHasItsOwnDevelopmentHosts() {
        this.properties.put("spring.datasource.url", this.foreign);
        this.properties.put("applied-set.migrators.orders.development-hosts", "localhost");

        assertThat(generate("orders").exitCode()).isEqualTo(2);
        assertThat(words(generate("reports"))).contains(NEED_A_YES);
    }

    @Test
    void conflictsGoesByTheKeysOfEach() throws IOException {
        this.properties.put("spring.datasource.url", this.foreign);
        this.properties.put("applied-set.migrators.orders.development-hosts", "localhost");
        Path base = Files.createDirectory(this.folder.resolve("base"));
        Path theirs = Files.createDirectory(this.folder.resolve("theirs"));
        new MigrationFolder(theirs).with("2_more.up.sql", "CREATE TABLE public.more (id int);");

        Run run = CommandLine.run(
                this.properties,
                "--applied-set.command=conflicts",
                "--applied-set.format=json",
                "--applied-set.base=" + base,
                "--applied-set.ours=" + this.folder.resolve("orders"),
                "--applied-set.theirs=" + theirs);

        assertThat(run.json().get("migrators"))
                .asInstanceOf(InstanceOfAssertFactories.MAP)
                .satisfies(each -> assertThat(each.get("orders")).asString().contains("untried=[]"))
                .satisfies(each -> assertThat(each.get("reports")).asString().contains("need a yes"));
    }

    @Test
    void urlOfAnotherDatabaseDoesNotCountAsConfirmation() {
        String typed = "--applied-set.url=" + this.properties.get("spring.datasource.url");
        this.properties.put("applied-set.migrators.orders.url", this.foreign);

        assertThat(words(generate("orders", typed))).contains(NEED_A_YES);
    }

    @Test
    void urlOnTheCommandLineConfirmsInEverySpelling() {
        for (String name : new String[] {
            "applied-set.url", "appliedSet.url", "applied-set.migrators.orders.url", "applied-set.migrators.orders.URL"
        }) {
            Run run = generate("orders", "--" + name + "=" + this.foreign);

            assertThat(run.exitCode()).as(words(run)).isEqualTo(2);
        }
    }
}
