package io.github.appliedset.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.AutoConfiguredWithoutJpa;
import io.github.appliedset.support.MigrationFolder;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.annotation.Configuration;

/** When the start of an application writes down what it has compared. */
@PostgresTest
class NoteAfterStartTests {

    private static final String NOTES = "public.applied_migrations_verified";

    private TestDatabase database;
    private MigrationFolder files;
    private final List<Boolean> notedWhenReady = new ArrayList<>();

    @BeforeAll
    static void createDatabase(TestDatabase database) {
        assertThat(database.hasTable(NOTES)).isFalse();
    }

    @BeforeEach
    void writeFiles(TestDatabase database, @TempDir Path folder) throws IOException {
        this.database = database;
        database.execute("DROP TABLE IF EXISTS " + NOTES, "DROP TABLE IF EXISTS public.applied_migrations");
        this.files = new MigrationFolder(folder);
        for (String name : List.of("1_a.up.sql", "2_b.up.sql")) {
            this.files.with(name, "SELECT 1;");
            Files.setLastModifiedTime(
                    folder.resolve(name), FileTime.from(Instant.parse("2020-01-0" + name.charAt(0) + "T00:00:00Z")));
        }
    }

    @AutoConfiguredWithoutJpa
    @Configuration(proxyBeanMethods = false)
    static class Application {}

    /** From the start to the end of an application. */
    private void startAndClose(String... properties) {
        SpringApplication spring = new SpringApplication(Application.class);
        spring.setWebApplicationType(WebApplicationType.NONE);
        spring.addListeners((ApplicationListener<ApplicationReadyEvent>)
                ready -> this.notedWhenReady.add(this.database.hasTable(NOTES)));
        String[] arguments = Stream.of(this.database.properties(), properties, new String[] {
                    "applied-set.locations=" + this.files.location(),
                    "spring.jpa.open-in-view=false",
                    "spring.main.banner-mode=off"
                })
                .flatMap(Stream::of)
                .map(property -> "--" + property)
                .toArray(String[]::new);
        spring.run(arguments).close();
    }

    @Test
    void startNotesWhatItAppliedAfterItIsReady() {
        startAndClose();

        assertThat(this.notedWhenReady).containsExactly(false);
        assertThat(this.database.query("SELECT count(*) FROM " + NOTES)).containsExactly("1");
    }

    @Test
    void startNotesWhatItComparedOnce() {
        startAndClose();
        this.database.execute("DROP TABLE " + NOTES);

        startAndClose();
        String first = this.database.query("SELECT xmin FROM " + NOTES).get(0);
        startAndClose();

        assertThat(this.notedWhenReady).containsExactly(false, false, true);
        assertThat(this.database.query("SELECT xmin FROM " + NOTES)).containsExactly(first);
    }

    @Test
    void modesThatReadNoteNothing() {
        startAndClose();
        this.database.execute("DROP TABLE " + NOTES);

        startAndClose("applied-set.mode=verify");
        startAndClose("applied-set.mode=wait");

        assertThat(this.database.hasTable(NOTES)).isFalse();
    }
}
