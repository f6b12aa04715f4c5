package io.github.appliedset.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.adoption.files.FlywayNames;
import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.generate.GenerationRefusedException;
import io.github.appliedset.migration.DevelopmentException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.core.io.DefaultResourceLoader;

/** What the command asks on a terminal. */
@PostgresTest
class GenerateCommandTests {

    private static final String QUESTION =
            "column public.users.mail is gone and column public.users.email is new. Is it the"
                    + " same column under a new name? [yes/no] ";

    private final List<String> questions = new ArrayList<>();
    private TestDatabase database;
    private Path migrations;
    private Path declared;

    @BeforeEach
    void renameAColumn(@TempDir Path folder, TestDatabase database) throws IOException {
        this.database = database;
        this.migrations = Files.createDirectory(folder.resolve("migration"));
        this.declared = Files.createDirectory(folder.resolve("schema"));
        new MigrationFolder(this.migrations).with("1_users.up.sql", "CREATE TABLE public.users (mail text);");
        Files.writeString(this.declared.resolve("users.sql"), "CREATE TABLE public.users (email text);");
    }

    @Test
    void yesOnATerminalRenames() {
        assertThat(generate(answering("YES")).text()).contains("users_rename_column_mail_to_email.up.sql");
        assertThat(this.questions).containsExactly(QUESTION);
    }

    @Test
    void noOnATerminalDropsAndAdds() {
        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> generate(answering("")))
                .withMessageContaining("Drop column public.users.mail: values of public.users.mail would be lost");
    }

    @Test
    void endOfTheInputIsNoAnswer() {
        assertThatExceptionOfType(DeclinedException.class).isThrownBy(() -> generate(answering(null)));
    }

    @Test
    void withoutATerminalTheCandidatesAreNamed() {
        assertThatExceptionOfType(GenerationRefusedException.class)
                .isThrownBy(() -> generate(terminal(false, null)))
                .withMessageContaining("--applied-set.renames=public.users.mail=email");
        assertThat(this.questions).isEmpty();
    }

    @Test
    void unknownServerNeedsConfirmation() {
        PGSimpleDataSource both = new PGSimpleDataSource();
        both.setUrl(this.database.url().replaceFirst("(//[^/]*)/", "$1,production.example:5432/"));
        both.setUser(this.database.username());
        both.setPassword(this.database.password());

        for (Command command : List.of(new GenerateCommand(), new SnapshotCommand())) {
            assertThatExceptionOfType(DevelopmentException.class)
                    .isThrownBy(() -> run(command, both, Map.of("from", "migrations"), terminal(false, null)))
                    .withMessageContaining("production.example need a yes")
                    .withMessageContaining("Nothing was done");
        }
        assertThat(this.database.query("SELECT datname FROM pg_database WHERE datname LIKE 'applied_set_scratch%'"))
                .isEmpty();
    }

    @Test
    void misspeltHazardIsSuggested() {
        assertThatExceptionOfType(WrongUsageException.class)
                .isThrownBy(() -> run(
                        new GenerateCommand(),
                        this.database.superuser(),
                        Map.of("allow", "dataloss"),
                        terminal(false, null)))
                .withMessageContaining("Did you mean --applied-set.allow=data-loss?");
    }

    private CommandResult generate(Terminal terminal) {
        return run(new GenerateCommand(), this.database.superuser(), Map.of(), terminal);
    }

    private CommandResult run(Command command, DataSource dataSource, Map<String, String> options, Terminal terminal) {
        Migrator migrator = Migrator.builder().dataSource(dataSource).build();
        Map<String, String> all = new LinkedHashMap<>(options);
        all.put("folder", this.migrations.toString());
        return command.run(new CommandInput(
                new CommandOptions(all),
                Map.of("migrator", migrator),
                Map.of("migrator", List.of(this.migrations)),
                () -> FlywayNames.DEFAULT,
                new SchemaChecks(new DefaultResourceLoader()),
                List.of("file:" + this.declared),
                Optional.empty(),
                any -> new BranchSettings(List.of(), List.of(), List.of()),
                message -> {},
                terminal,
                Optional.empty()));
    }

    private Terminal answering(@Nullable String answer) {
        return terminal(true, answer);
    }

    private Terminal terminal(boolean isPresent, @Nullable String answer) {
        return new Terminal() {
            @Override
            public boolean isPresent() {
                return isPresent;
            }

            @Override
            public @Nullable String ask(String question) {
                GenerateCommandTests.this.questions.add(question);
                return answer;
            }
        };
    }
}
