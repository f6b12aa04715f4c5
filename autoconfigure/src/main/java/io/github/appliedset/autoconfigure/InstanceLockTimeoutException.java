package io.github.appliedset.autoconfigure;

import io.github.appliedset.migration.MigrationException;
import org.springframework.boot.ExitCodeGenerator;

/** Gives a process its own exit code if it gave up waiting for another process to migrate. */
final class InstanceLockTimeoutException extends RuntimeException implements ExitCodeGenerator {

    private static final int EXIT_CODE = 3;

    InstanceLockTimeoutException(MigrationException cause) {
        super("The migrations were not run", cause);
    }

    @Override
    public int getExitCode() {
        return EXIT_CODE;
    }
}
