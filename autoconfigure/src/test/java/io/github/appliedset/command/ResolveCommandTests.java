package io.github.appliedset.command;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.adoption.files.FlywayNames;
import io.github.appliedset.branch.BranchException;
import io.github.appliedset.drift.SchemaChecks;
import io.github.appliedset.support.GitRepository;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.DefaultResourceLoader;

/** Where {@code resolve} refuses to begin. */
class ResolveCommandTests {

    @Test
    void inAHookOfGit(@TempDir Path temp) {
        GitRepository git = GitRepository.with(temp.resolve("repository"));
        CommandInput input = new CommandInput(
                new CommandOptions(Map.of("yes", "true", "onto", "main")),
                Map.of(),
                Map.of("migrator", List.of(git.folder())),
                () -> FlywayNames.DEFAULT,
                new SchemaChecks(new DefaultResourceLoader()),
                List.of(),
                Optional.empty(),
                any -> new BranchSettings(List.of(), List.of(), List.of()),
                message -> {},
                new Nobody(),
                Optional.empty());

        assertThatExceptionOfType(BranchException.class)
                .isThrownBy(() ->
                        new ResolveCommand(Map.of("GIT_INDEX_FILE", ".git/index")::get, Clock.systemUTC()).run(input))
                .withMessageContaining("This runs in a git hook");
    }
}
