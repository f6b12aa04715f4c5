package io.github.appliedset.autoconfigure;

import io.github.appliedset.command.Paragraph;
import io.github.appliedset.command.Terminal;
import java.io.PrintStream;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/**
 * Where the operator of a command reads and answers.
 *
 * @param out the result of the command
 * @param err what has gone wrong
 * @param layout breaks text into lines
 * @param terminal where the operator can be asked, given where to show questions
 */
record OperatorConsole(
        PrintStream out, PrintStream err, UnaryOperator<String> layout, Function<PrintStream, Terminal> terminal) {

    /** That of this process. */
    static OperatorConsole of(PrintStream out, PrintStream err) {
        return new OperatorConsole(out, err, Paragraph::each, SystemTerminal::new);
    }

    void show(PrintStream where, String text) {
        where.print(this.layout.apply(text));
    }
}
