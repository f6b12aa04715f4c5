package io.github.appliedset.autoconfigure;

import io.github.appliedset.support.GitRepository;
import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A real repository with a first migration, for branches that add columns. */
abstract class RepositoryTestSupport {

    static final String ADD = "ALTER TABLE public.employee ADD %s text;";
    static final String DROP = "ALTER TABLE public.employee DROP %s;";

    Path temp;
    GitRepository git;

    @BeforeEach
    void createRepository(@TempDir Path temp) throws IOException {
        this.temp = temp.toRealPath();
        this.git = GitRepository.with(this.temp.resolve("repository"));
    }

    GitRepository column(String label, String column) {
        return this.git.adds(label, ADD.formatted(column), DROP.formatted(column));
    }

    /** This branch adds one migration and main another; f is checked out. */
    void both(String mine, String theirs) {
        this.git.branch("f");
        column(mine, "mine").checkout("main");
        column(theirs, "theirs").checkout("f");
    }
}
