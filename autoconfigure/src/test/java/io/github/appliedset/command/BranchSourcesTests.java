package io.github.appliedset.command;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.adoption.files.FlywayNames;
import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.support.GitRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.DefaultResourceLoader;

/** What branches have of a migrator's locations. The working directory has none of the folders. */
class BranchSourcesTests {

    private static final Path HERE = Path.of("").toAbsolutePath();

    private Path temp;
    private GitRepository git;

    @BeforeEach
    void prepare(@TempDir Path temp) throws IOException {
        this.temp = temp.toRealPath();
        this.git = GitRepository.with(this.temp.resolve("repository"));
    }

    private static BranchSources sources(Map<String, String> options, Path... expected) {
        CommandInput input = new CommandInput(
                new CommandOptions(options),
                Map.of(),
                Map.of("orders", Arrays.asList(expected), "reports", List.of()),
                () -> FlywayNames.DEFAULT,
                new SchemaChecks(new DefaultResourceLoader()),
                List.of(),
                Optional.empty(),
                any -> new BranchSettings(List.of(), List.of(), List.of()),
                message -> {},
                new Nobody(),
                Optional.empty());
        boolean inGit = !options.containsKey("ours");
        return BranchSources.of(input, "orders", inGit ? "folder" : "ours", inGit);
    }

    private static Path resource(String location) {
        return CommandInput.RESOURCES.resolve(location);
    }

    @Test
    void folderThatIsNotOnDiskMayBeOnABranchOrShipped() {
        BranchSources sources = sources(Map.of(), resource("db/nowhere"), this.git.folder());

        assertThat(sources.folders()).containsExactly(HERE.resolve(resource("db/nowhere")), this.git.folder());
        assertThat(sources.elsewhere()).containsExactly("classpath:db/nowhere");
    }

    @Test
    void folderStandsForItsLocationAndLeavesTheOthers() throws IOException {
        Path beside = Files.createDirectories(this.git.root().resolve("db/beside"));
        Path outside = Files.createDirectories(this.temp.resolve("outside"));

        BranchSources sources = sources(
                Map.of("folder", this.git.folder().toString()),
                resource("db/nowhere"),
                beside,
                resource("db/migration"),
                outside,
                this.temp.resolve("missing"));

        assertThat(sources.folders()).containsExactly(this.git.folder(), beside);
        assertThat(sources.elsewhere()).containsExactly("file:" + outside, "classpath:db/nowhere");
    }

    @Test
    void unmatchedFolderReplacesAllLocations() {
        BranchSources sources =
                sources(Map.of("folder", this.temp.resolve("other").toString()), resource("db/nowhere"));

        assertThat(sources).isEqualTo(new BranchSources(List.of(this.temp.resolve("other")), List.of()));
    }

    @Test
    void folderOfThisBranchWithoutGitDoesTheSame() {
        BranchSources sources = sources(
                Map.of("ours", this.temp.resolve("ours/db/migration").toString()),
                resource("db/migration"),
                resource("db/nowhere"));

        assertThat(sources.folders()).containsExactly(this.temp.resolve("ours/db/migration"));
        assertThat(sources.elsewhere()).containsExactly("classpath:db/nowhere");
    }
}
