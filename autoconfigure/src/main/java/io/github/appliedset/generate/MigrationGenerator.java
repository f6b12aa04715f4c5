package io.github.appliedset.generate;

import io.github.appliedset.Internal;
import io.github.appliedset.declared.DeclaredFiles;
import io.github.appliedset.declared.Rename;
import io.github.appliedset.generate.GenerationSettings.Split;
import io.github.appliedset.migration.MigrationException;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migrator.Migrator;
import io.github.appliedset.schema.change.Hazard;
import io.github.appliedset.source.SqlFiles;
import java.time.Clock;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.core.io.DefaultResourceLoader;

/**
 * Generates the migrations that lead from the files on disk to a declared schema. Each is tried, measured, undone and proven
 * in scratch databases beside the given one, which is not touched.
 *
 * <pre>{@code
 * GeneratedMigrations generated = MigrationGenerator.builder()
 *         .dataSource(dataSource)
 *         .locations("file:src/main/resources/db/migration")
 *         .declared("file:src/main/resources/db/schema")
 *         .build()
 *         .generate();
 * generated.write(Path.of("src/main/resources/db/migration"));
 * }</pre>
 */
public final class MigrationGenerator {

    /** Where the declared schema is unless a location is given. */
    public static final String DECLARED = "classpath*:db/schema";

    private final Migrator migrator;
    private final List<String> declared;
    private final @Nullable DeclaredEntities entities;
    private final GenerationSettings settings;

    private MigrationGenerator(
            Migrator migrator,
            List<String> declared,
            @Nullable DeclaredEntities entities,
            GenerationSettings settings) {
        this.migrator = migrator;
        this.declared = declared;
        this.entities = entities;
        this.settings = settings;
    }

    /** Starts with the default settings. */
    public static Builder builder() {
        return new Builder();
    }

    /**
     * Generates and proves migrations. Writes nothing, and leaves no scratch database behind.
     *
     * @return the migrations, none if the files already lead to the declared schema
     * @throws GenerationRefusedException with every reason: files that cannot be declared, something that would be lost,
     *     a possible rename that nobody has decided, a change that is not supported
     * @throws MigrationException of another kind if the migrations on disk cannot be replayed, or no scratch database can
     *     be made
     */
    public GeneratedMigrations generate() {
        return generation().run();
    }

    /** How the schema that the migrations make differs from the declared one; empty if it does not. */
    List<String> differences() {
        return generation().differences();
    }

    private Generation generation() {
        List<MigrationFile> files = DeclaredLocations.once(SqlFiles.below(new DefaultResourceLoader(), this.declared));
        DeclaredFiles read = DeclaredFiles.of(files);
        if (this.entities == null && read.isEmpty() && read.problems().isEmpty()) {
            throw new GenerationRefusedException(
                    List.of("There is no declared schema in " + String.join(", ", this.declared) + "."),
                    "Declare the schema in *.sql files there. A missing file never means that everything should be dropped.",
                    "nothing-declared");
        }
        return new Generation(this.migrator, read, this.entities, this.settings);
    }

    /** Settings of a {@link MigrationGenerator}. */
    public static final class Builder {

        private @Nullable Migrator migrator;
        private @Nullable DataSource dataSource;
        private List<String> locations = List.of();
        private List<String> declared = List.of(DECLARED);
        private final Set<Hazard> allowed = EnumSet.noneOf(Hazard.class);
        private final List<Rename> renames = new ArrayList<>();
        private @Nullable DeclaredEntities entities;
        private boolean noRenames;
        private @Nullable Predicate<String> renameQuestion;
        private boolean drop;
        private boolean online = true;
        private Split split = Split.CHANGE;
        private List<String> objects = List.of();
        private Consumer<String> progress = message -> {};
        private Clock clock = Clock.systemUTC();

        private Builder() {}

        /** A database on the server where scratch databases are made; its user needs the right to create them. */
        public Builder dataSource(DataSource dataSource) {
            this.dataSource = dataSource;
            return this;
        }

        /** A migrator to take the DataSource, the locations and all other settings from. */
        public Builder migrator(Migrator migrator) {
            this.migrator = migrator;
            return this;
        }

        /** Where the migrations are: {@code classpath:}, {@code classpath*:} or {@code file:} folders. */
        public Builder locations(String... locations) {
            this.locations = List.of(locations);
            return this;
        }

        /** Where the declared schema is; without this call {@value #DECLARED}. */
        public Builder declared(String... locations) {
            this.declared = List.of(locations);
            return this;
        }

        /**
         * Hazards that do not lead to a refusal.
         *
         * @param hazards names of {@link Hazard}, in any case, with dashes or underscores
         * @throws IllegalArgumentException if there is no such hazard
         */
        public Builder allow(String... hazards) {
            for (String hazard : hazards) {
                this.allowed.add(
                        Hazard.valueOf(hazard.strip().toUpperCase(Locale.ROOT).replace('-', '_')));
            }
            return this;
        }

        /**
         * What was renamed.
         *
         * @param renames each as {@code schema.table.column=new_name}, or the one word {@code none}
         * @throws IllegalArgumentException if one is neither
         */
        public Builder renames(String... renames) {
            for (String rename : renames) {
                if (rename.strip().equals("none")) {
                    this.noRenames = true;
                    continue;
                }
                String[] sides = rename.strip().split("=", 2);
                if (sides.length != 2 || sides[0].isBlank() || sides[1].isBlank()) {
                    throw new IllegalArgumentException(
                            "a rename is written as schema.table.column=new_name, or none: '" + rename + "'");
                }
                this.renames.add(new Rename(sides[0].strip(), sides[1].strip(), rename.strip(), true));
            }
            return this;
        }

        /** Asks whether two objects are one under a new name; without this call, undecided pairs are refused. */
        @Internal
        public Builder renameQuestion(Predicate<String> question) {
            this.renameQuestion = question;
            return this;
        }

        /** Whether to take the form of each change that blocks least; true without this call. */
        public Builder online(boolean online) {
            this.online = online;
            return this;
        }

        /**
         * How changes are distributed over files.
         *
         * @param split {@code change}, the default, {@code table} or {@code single}
         * @throws IllegalArgumentException if it is none of them
         */
        public Builder split(String split) {
            this.split = Split.valueOf(split.strip().toUpperCase(Locale.ROOT));
            return this;
        }

        /** Only these objects, as {@code app.users} or {@code app.orders*}; the rest stays as it is. */
        public Builder objects(String... patterns) {
            this.objects = List.of(patterns);
            return this;
        }

        /**
         * Whether to drop objects that are not declared, even though entities, which otherwise only add, are
         * declared. Has no effect with files alone, because they always declare everything.
         */
        public Builder drop(boolean drop) {
            this.drop = drop;
            return this;
        }

        /** Entities under the files; what neither mentions stays, unless {@link #drop} says otherwise. */
        @Internal
        public Builder entities(DeclaredEntities entities) {
            this.entities = entities;
            return this;
        }

        /** Called with each phase that begins; without this call, nothing is reported. */
        @Internal
        public Builder progress(Consumer<String> progress) {
            this.progress = progress;
            return this;
        }

        Builder clock(Clock clock) {
            this.clock = clock;
            return this;
        }

        /**
         * Creates the generator.
         *
         * @throws IllegalStateException without a DataSource or a migrator
         */
        public MigrationGenerator build() {
            if (this.migrator == null && this.dataSource == null) {
                throw new IllegalStateException("a generator needs a dataSource");
            }
            Migrator.Builder builder = this.migrator == null ? Migrator.builder() : this.migrator.toBuilder();
            if (this.dataSource != null) {
                builder.dataSource(this.dataSource);
            }
            if (!this.locations.isEmpty()) {
                builder.locations(this.locations.toArray(String[]::new));
            }
            return new MigrationGenerator(
                    builder.build(),
                    this.declared,
                    this.entities,
                    new GenerationSettings(
                            this.allowed,
                            this.renames,
                            this.noRenames,
                            this.renameQuestion,
                            this.online,
                            this.split,
                            this.objects,
                            this.drop,
                            this.progress,
                            this.clock));
        }
    }
}
