package io.github.appliedset.command;

import org.jspecify.annotations.Nullable;

/** Where an operator can be asked. */
public interface Terminal {

    /** Whether somebody can answer: standard input and standard output are both a terminal. */
    boolean isPresent();

    /**
     * Shows a question and waits for a line.
     *
     * @return the answer; null at the end of the input
     */
    @Nullable
    String ask(String question);
}
