package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The branch that this one will join.
 *
 * @param given as named on the command line; null if it was not
 * @param environment a variable of the environment by its name, or null
 */
public record Onto(@Nullable String given, UnaryOperator<@Nullable String> environment) {

    private static final List<String> OF_BUILD_SERVERS =
            List.of("GITHUB_BASE_REF", "CI_MERGE_REQUEST_TARGET_BRANCH_NAME");

    private static final Set<String> MERGED_BY_GITLAB = Set.of("merged_result", "merge_train");

    /** Where git keeps what a clone's default branch is. */
    private static final String DEFAULT = "origin/HEAD";

    /**
     * The ref; empty if none was named and none of the usual ones is there.
     *
     * @throws BranchException if one was named and is not there
     */
    Optional<String> in(GitRepository repository) {
        String named = this.given;
        if (named != null) {
            return Optional.of(Stream.of(named, "origin/" + named)
                    .filter(ref -> repository.commit(ref).isPresent())
                    .findFirst()
                    .orElseThrow(() -> BranchException.unreadable(
                            "There is no commit '" + named + "' in " + repository.root() + ".",
                            "Name a branch, a tag or a commit that is there: git branch --all lists branches. Nothing is"
                                    + " fetched by this command.",
                            null)));
        }
        Optional<String> target = ofABuildServer().map(Map.Entry::getValue);
        if (target.isPresent()) {
            return Stream.of("origin/" + target.get(), target.get())
                    .filter(ref -> repository.commit(ref).isPresent())
                    .findFirst();
        }
        return repository
                .meaning(DEFAULT)
                .or(() -> Optional.of("origin/main")
                        .filter(ref -> repository.commit(ref).isPresent()));
    }

    /** Whether a build server says that a commit is its own merge of this branch into the one that it will join. */
    boolean isMergedByTheBuild(String head) {
        String built = variable("GITHUB_SHA").orElse(head);
        return variable("GITHUB_BASE_REF").isPresent() && built.equals(head)
                || variable("CI_MERGE_REQUEST_EVENT_TYPE")
                        .filter(MERGED_BY_GITLAB::contains)
                        .isPresent();
    }

    /** The branch that branches here usually join, whichever was named. */
    Onto byDefault() {
        return new Onto(null, this.environment);
    }

    /** The places that were looked at, for a message. */
    String tried() {
        return ofABuildServer()
                .map(each -> each.getKey() + "=" + each.getValue())
                .orElse(DEFAULT + " or origin/main");
    }

    private Optional<Map.Entry<String, String>> ofABuildServer() {
        return OF_BUILD_SERVERS.stream()
                .flatMap(name -> variable(name).map(branch -> Map.entry(name, branch)).stream())
                .findFirst();
    }

    /** Of a build that is not for a pull request, it may be empty. */
    private Optional<String> variable(String name) {
        return Optional.ofNullable(this.environment.apply(name)).filter(value -> !value.isBlank());
    }
}
