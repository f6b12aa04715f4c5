package io.github.appliedset.command;

import org.jspecify.annotations.Nullable;

/** A terminal without anybody who could answer. */
final class Nobody implements Terminal {

    @Override
    public boolean isPresent() {
        return false;
    }

    @Override
    public @Nullable String ask(String question) {
        return null;
    }
}
