package io.github.appliedset.autoconfigure;

import io.github.appliedset.migration.MigrationLockException;
import org.springframework.boot.ExitCodeGenerator;

/** Gives a process that ends because another process migrates for too long an exit code of its own. */
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
