package io.github.appliedset.run;

import io.github.appliedset.execution.StatementFailure;
import io.github.appliedset.script.ObjectNames;
import io.github.appliedset.script.SqlStatement;
import io.github.appliedset.session.DatabaseErrors;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A failure in a dry run, with what is known about its cause.
 *
 * @param failure the failure
 * @param quoted the names in PostgreSQL's message
 * @param words every word of the message and of the statement
 */
record UnexplainedFailure(StatementFailure failure, Set<String> quoted, Set<String> words) {

    /** In English, German, French and other translations of the server's messages. */
    private static final Pattern QUOTED = Pattern.compile(
            "[\"\u201E\u201C\u00AB\u00BB]\\s?([^\"\u201E\u201C\u201D\u00AB\u00BB]+?)\\s?[\"\u201C\u201D\u00AB\u00BB]");

    static UnexplainedFailure of(StatementFailure failure) {
        String message = message(failure);
        Set<String> quoted = QUOTED.matcher(message)
                .results()
                .map(name -> name.group(1).substring(name.group(1).lastIndexOf('.') + 1))
                .collect(Collectors.toSet());
        Set<String> words = new HashSet<>(quoted);
        words.addAll(ObjectNames.in(message));
        SqlStatement statement = failure.statement();
        if (statement != null) {
            words.addAll(ObjectNames.in(statement.text()));
        }
        return new UnexplainedFailure(failure, quoted, words);
    }

    boolean is(String sqlState) {
        return this.failure.isAnyOf(sqlState);
    }

    /** Whether it would be the same after any other migrations: they cannot change what PostgreSQL's grammar accepts. */
    boolean isCertain() {
        SqlStatement statement = this.failure.statement();
        return DatabaseErrors.isOfTheGrammar(this.failure.refusal())
                || this.failure.needsNoTransaction() && statement != null && statement.needsNoTransaction();
    }

    /** Whether objects may matter that neither statement nor message names: those used by code, or underlying a view. */
    boolean isOutOfSight() {
        SqlStatement statement = this.failure.statement();
        return statement == null
                || DatabaseErrors.isRaisedInCode(this.failure.refusal())
                || statement.mayCommitByItself()
                || this.words.contains("conflict");
    }

    /** Whether the message quotes one of these texts. */
    boolean quotesOneOf(Set<String> texts) {
        return QUOTED.matcher(message(this.failure)).results().anyMatch(quoted -> texts.contains(quoted.group(1)));
    }

    private static String message(StatementFailure failure) {
        SQLException refusal = failure.refusal();
        return refusal == null ? "" : DatabaseErrors.text(refusal);
    }
}
