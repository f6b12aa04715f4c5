package io.github.appliedset.autoconfigure;

import io.github.appliedset.command.CommandResult;
import io.github.appliedset.command.DeclinedException;
import io.github.appliedset.command.Paragraph;
import io.github.appliedset.command.WrongUsageException;
import io.github.appliedset.migration.MigrationLockException;
import io.github.appliedset.text.Log;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.core.env.Environment;
import org.springframework.core.io.support.SpringFactoriesLoader;
import org.springframework.core.io.support.SpringFactoriesLoader.ArgumentResolver;

/** Reports why a command failed, in the same words as a failed start of the application. */
final class CommandFailure {

    private static final Log log = Log.of(CommandFailure.class);

    private static final String NOTHING_DONE = "Nothing was done.";

    private final Environment environment;

    CommandFailure(Environment environment) {
        this.environment = environment;
    }

    CommandResult of(RuntimeException failure) {
        if (failure instanceof WrongUsageException wrong) {
            return result(
                    CommandResult.WRONG_USAGE,
                    nothingDone(String.valueOf(wrong.getMessage())),
                    "--applied-set.command=help lists the commands and their options; --help beside a command explains"
                            + " it.");
        }
        if (failure instanceof DeclinedException declined) {
            return result(
                    CommandResult.FAILED,
                    String.valueOf(declined.getMessage()),
                    "--applied-set.yes=true answers the question.");
        }
        int exitCode = isLockTimeout(failure) ? CommandResult.LOCKED : CommandResult.FAILED;
        FailureAnalysis analysis = analyze(failure);
        if (analysis == null) {
            log.debug("The command failed", failure);
            return result(exitCode, causes(failure), "For the stack trace: --logging.level.io.github.appliedset=debug");
        }
        return result(exitCode, analysis.getDescription(), analysis.getAction());
    }

    /** In the last line of the problem, if it fits. */
    private static String nothingDone(String problem) {
        int last = problem.length() - problem.lastIndexOf('\n');
        return problem + (last + NOTHING_DONE.length() > Paragraph.WIDTH ? "\n" : " ") + NOTHING_DONE;
    }

    /** Each cause in a line, the first one first, without what a cause only repeats. */
    private static String causes(Throwable failure) {
        StringBuilder causes = new StringBuilder(failure.toString());
        for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
            if (causes.indexOf(String.valueOf(cause.getMessage())) < 0) {
                causes.append("\nCaused by ").append(cause);
            }
        }
        return causes.toString();
    }

    private static boolean isLockTimeout(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof MigrationLockException) {
                return true;
            }
        }
        return false;
    }

    private @Nullable FailureAnalysis analyze(Throwable failure) {
        ArgumentResolver arguments = ArgumentResolver.of(BeanFactory.class, new DefaultListableBeanFactory())
                .and(Environment.class, this.environment);
        return SpringFactoriesLoader.forDefaultResourceLocation(CommandFailure.class.getClassLoader())
                .load(FailureAnalyzer.class, arguments, CommandFailure::skip)
                .stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** An analyzer that cannot be created must not hide the actual failure. */
    private static void skip(Class<?> factoryType, String analyzer, Throwable failure) {
        log.debug("{} cannot be used", analyzer, failure);
    }

    private static CommandResult result(int exitCode, String description, @Nullable String action) {
        Map<String, Object> error = new LinkedHashMap<>();
        error.put("description", description);
        error.put("action", action);
        String text = "Description:\n\n" + description + "\n" + (action == null ? "" : "\nAction:\n\n" + action + "\n");
        return new CommandResult(exitCode, text, Map.of("error", error));
    }
}
