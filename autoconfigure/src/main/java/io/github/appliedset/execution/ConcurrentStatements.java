package io.github.appliedset.execution;

import io.github.appliedset.script.SqlStatement;
import java.util.Optional;
import java.util.stream.Stream;

/** Recognizes {@link ConcurrentStatement}s. */
final class ConcurrentStatements {

    private ConcurrentStatements() {}

    /** The statement as a concurrent one; empty if it is not. */
    static Optional<ConcurrentStatement> of(SqlStatement statement) {
        String sql = statement.text().substring(statement.firstToken());
        return Stream.<Optional<? extends ConcurrentStatement>>of(
                        ConcurrentIndex.in(sql), ConcurrentReindex.in(sql), ConcurrentDetach.in(sql))
                .flatMap(Optional::stream)
                .map(ConcurrentStatement.class::cast)
                .findFirst();
    }
}
