package io.github.appliedset.autoconfigure.commandapps;

/** Tells that a bean of the application was made, which no command may do. */
public final class Constructed {

    public static final String SAYS = "a bean of the application was made";

    public Constructed() {
        System.out.println(SAYS);
    }
}
