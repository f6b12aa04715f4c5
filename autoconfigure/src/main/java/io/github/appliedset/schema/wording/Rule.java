package io.github.appliedset.schema.wording;

/** Replaces wordings of one kind with one of them. Applied twice, it changes nothing more. */
interface Rule {

    /** Whether a text can have such a wording; quick, and never wrongly false. */
    boolean concerns(String text);

    Tokens apply(Tokens tokens);
}
