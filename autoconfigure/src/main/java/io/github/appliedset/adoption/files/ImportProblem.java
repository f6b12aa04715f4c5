package io.github.appliedset.adoption.files;

import io.github.appliedset.migration.FileProblem.InvalidFile;
import java.nio.file.Path;

/** Creates problems of an import. */
final class ImportProblem {

    private ImportProblem() {}

    static InvalidFile of(Path path, String reason, String remedy) {
        return new InvalidFile(path.toString(), reason, remedy, "import-refused");
    }
}
