package io.github.appliedset.command;

import java.util.Optional;

/** The option that names a repeatable migration. */
final class RepeatableName {

    static final CommandOption OPTION =
            CommandOption.of("name", "NAME", "a repeatable migration: its file name without .repeatable.sql");

    private RepeatableName() {}

    /** The name, if one is given. */
    static Optional<String> in(CommandInput input) {
        return input.options().text(OPTION.name());
    }

    /**
     * The name.
     *
     * @throws WrongUsageException if none is given
     */
    static String of(CommandInput input) {
        return in(input)
                .orElseThrow(() -> new WrongUsageException(
                        "--applied-set.name=NAME is missing: which repeatable migration? Its name is that of its file,"
                                + " without .repeatable.sql."));
    }
}
