package io.github.appliedset.adoption;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.github.appliedset.adoption.files.FileImport;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.TrackerException;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import liquibase.Scope;
import liquibase.command.CommandScope;
import liquibase.resource.DirectoryResourceAccessor;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Goes on with a database of the real Liquibase: advice, the converter, a baseline. */
@PostgresTest
class LiquibaseAdoptionTests {

    private static final String HISTORY = "SELECT databasechangelog::text FROM databasechangelog ORDER BY 1";

    private static void update(TestDatabase database, Path folder) throws Exception {
        Map<String, Object> files =
                Map.of(Scope.Attr.resourceAccessor.name(), new DirectoryResourceAccessor(folder.toFile()));
        Scope.child(files, () -> {
            new CommandScope("update")
                    .addArgumentValue("changelogFile", "changelog.sql")
                    .addArgumentValue("url", database.url())
                    .addArgumentValue("username", database.username())
                    .addArgumentValue("password", database.password())
                    .execute();
        });
    }

    @Test
    void filesAreConvertedAndABaselineSaysWhatHasRun(TestDatabase database, @TempDir Path root) throws Exception {
        MigrationFolder theirs =
                new MigrationFolder(Files.createDirectory(root.resolve("changelog"))).with("changelog.sql", """
                        --liquibase formatted sql

                        --changeset jane:create-users
                        CREATE TABLE users (id int PRIMARY KEY);
                        --rollback DROP TABLE users;

                        --changeset joe:add-phone
                        ALTER TABLE users ADD phone text;

                        --changeset joe:index runInTransaction:false
                        CREATE INDEX users_phone ON users (phone);
                        """);
        update(database, theirs.path());
        assertThat(database.query(HISTORY)).hasSize(3);

        FileImport files = FileImport.preview(theirs.path(), null, null);
        files.write();
        MigrationFolder ours = new MigrationFolder(files.to());
        Migrator.Builder migrator =
                Migrator.builder().dataSource(database.dataSource()).locations(ours.location());
        assertThat(catchThrowableOfType(
                        TrackerException.class, () -> migrator.build().migrate()))
                .hasMessageContaining("Liquibase was used here before: public.databasechangelog")
                .hasMessageContaining("--applied-set.command=import-files")
                .hasMessageContaining("applied-set.baseline-version=");
        var history = database.query(HISTORY);

        Migrator adopting = migrator.baselineVersion(3L).build();
        assertThat(adopting.previewAdoption().migrations()).hasSize(3);
        ours.with("4_add_mail.up.sql", "ALTER TABLE users ADD mail text;");
        MigrationReport report = adopting.migrate();

        assertThat(report.adopted()).hasSize(3);
        assertThat(report.applied())
                .extracting(executed -> executed.migration().label())
                .containsExactly("4_add_mail");
        assertThat(adopting.migrate().applied()).isEmpty();
        update(database, theirs.path());
        assertThat(database.query(HISTORY)).isEqualTo(history);
    }
}
