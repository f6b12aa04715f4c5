package io.github.appliedset.command;

import java.util.List;
import java.util.Locale;

/** The answer to what would be lost, which a general yes is not. */
final class DataLoss {

    static final String WORD = "data-loss";

    private DataLoss() {}

    /**
     * Whether the command line has given it.
     *
     * @throws WrongUsageException if it allows something else
     */
    static boolean isAllowed(CommandInput input) {
        CommandOptions options = input.options();
        if (options.text("allow").isEmpty()) {
            return false;
        }
        String given = options.required("allow");
        if (!given.toLowerCase(Locale.ROOT).replace('_', '-').equals(WORD)) {
            throw WrongUsageException.value("allow", given, List.of(WORD));
        }
        return true;
    }
}
