package io.github.appliedset.adoption.files;

import io.github.appliedset.adoption.OriginNote;
import io.github.appliedset.adoption.UntranslatedMark;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The text of a file to write, with the lines above it: the origin note, directives, and edits still needed. */
final class MigrationText {

    static final String NO_TRANSACTION = "-- applied-set: no-transaction\n";
    /** {@code ${name}}. */
    static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{[^}\n]+}");

    private final SourceFile original;
    private final List<Untranslated> stops = new ArrayList<>();

    MigrationText(SourceFile original) {
        this.original = original;
    }

    /** Records a manual edit that is needed before the file may run. */
    void stop(int line, String what, String advice) {
        stop(new Untranslated(this.original.path(), line, what, advice, true));
    }

    /** Records a manual edit, once. */
    void stop(Untranslated edit) {
        if (!this.stops.contains(edit)) {
            this.stops.add(edit);
        }
    }

    /** Records every placeholder in a line. */
    void stopAtPlaceholders(int line, String text, Pattern form) {
        Matcher placeholder = form.matcher(text);
        while (placeholder.find()) {
            stop(line, "the placeholder " + placeholder.group(), "Replace it with its value");
        }
    }

    boolean stops() {
        return !this.stops.isEmpty();
    }

    List<Untranslated> untranslated() {
        return this.stops;
    }

    String with(@Nullable OriginNote note, boolean noTransaction, String text) {
        StringBuilder all = new StringBuilder();
        if (note != null) {
            all.append(note).append('\n');
        }
        for (Untranslated stop : this.stops) {
            all.append(UntranslatedMark.TEXT + ", ")
                    .append(stop.line() == 0 ? "" : "line " + stop.line() + " of the original: ")
                    .append(stop.what())
                    .append('\n');
        }
        return all.append(noTransaction ? NO_TRANSACTION : "").append(text).toString();
    }
}
