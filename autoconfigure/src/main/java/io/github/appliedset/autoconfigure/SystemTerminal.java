package io.github.appliedset.autoconfigure;

import io.github.appliedset.command.Terminal;
import java.io.Console;
import java.io.PrintStream;
import java.lang.reflect.Method;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The terminal of this process.
 *
 * @param notices where questions are shown
 */
record SystemTerminal(PrintStream notices) implements Terminal {

    @Override
    public boolean isPresent() {
        Console console = System.console();
        return console != null && isTerminal(console);
    }

    /** From Java 22 on there may be a console without a terminal. */
    private static boolean isTerminal(Console console) {
        try {
            Method isTerminal = Console.class.getMethod("isTerminal");
            return (boolean) isTerminal.invoke(console);
        } catch (NoSuchMethodException olderJava) {
            return true;
        } catch (ReflectiveOperationException failure) {
            throw new IllegalStateException(failure);
        }
    }

    @Override
    public @Nullable String ask(String question) {
        this.notices.print(question);
        this.notices.flush();
        return Objects.requireNonNull(System.console()).readLine();
    }
}
