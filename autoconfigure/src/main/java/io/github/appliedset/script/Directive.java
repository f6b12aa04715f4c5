package io.github.appliedset.script;

/**
 * One directive of a script.
 *
 * @param name its name
 * @param value the text after its equals sign; empty if there is none
 * @param position where its line begins
 */
public record Directive(String name, String value, Position position) {

    static Directive parse(String text, Position position) {
        int equals = text.indexOf('=');
        return equals < 0
                ? new Directive(text, "", position)
                : new Directive(text.substring(0, equals), text.substring(equals + 1), position);
    }

    /** As it was written. */
    @Override
    public String toString() {
        return this.value.isEmpty() ? this.name : this.name + "=" + this.value;
    }
}
