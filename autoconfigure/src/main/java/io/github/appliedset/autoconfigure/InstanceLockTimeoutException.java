package io.github.appliedset.autoconfigure;

import io.github.appliedset.migration.MigrationLockException;
import org.springframework.boot.ExitCodeGenerator;

/** Gives a process its own exit code if it gave up waiting for another process to migrate. */
final class InstanceLockTimeoutException extends RuntimeException implements ExitCodeGenerator {

    private static final int EXIT_CODE = 3;

    InstanceLockTimeoutException(MigrationLockException cause) {
        super("The migrations were not run", cause);
    }

    @Override
    public int getExitCode() {
        return EXIT_CODE;
    }
}
