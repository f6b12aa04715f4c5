package io.github.appliedset.execution;

/** Numbers of things in words. */
final class Count {

    private Count() {}

    static String of(long number, String one) {
        return number + " " + one + (number == 1 ? "" : "s");
    }
}
