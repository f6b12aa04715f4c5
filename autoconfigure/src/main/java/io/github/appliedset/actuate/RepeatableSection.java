package io.github.appliedset.actuate;

import io.github.appliedset.migration.AppliedRepeatable;
import io.github.appliedset.migration.RepeatableState;
import io.github.appliedset.migration.RepeatableState.State;
import io.github.appliedset.migration.RepeatableWords;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** The repeatable migrations on the page. */
final class RepeatableSection {

    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss 'UTC'", Locale.ROOT)
            .withZone(ZoneOffset.UTC);

    private RepeatableSection() {}

    /** Appends a table, unless there is none. */
    static void append(Html page, List<RepeatableState> states, @Nullable Instant release) {
        if (states.isEmpty()) {
            return;
        }
        page.markup(
                "<table role=\"table\" class=\"repeatables\">\n<caption>Repeatable migrations: files that are edited in"
                        + " place, and run again when they have changed.</caption>\n<thead role=\"rowgroup\"><tr role=\"row\">");
        for (String column : List.of("Repeatable", "State", "Ran at", "File")) {
            page.markup("<th role=\"columnheader\" scope=\"col\">" + column + "</th>");
        }
        page.markup("</tr></thead>\n<tbody role=\"rowgroup\">\n");
        states.forEach(state -> row(page, state, release));
        page.markup("</tbody>\n</table>\n");
    }

    private static void row(Html page, RepeatableState state, @Nullable Instant release) {
        String word = state.state().word();
        AppliedRepeatable row = state.row();
        page.markup("<tr role=\"row\" class=\"row " + word
                        + "\"><th role=\"rowheader\" scope=\"row\" class=\"name\"><bdi>")
                .breakable(state.name())
                .markup("</bdi></th><td role=\"cell\" class=\"of-state\"><span class=\"state\"><span class=\"mark\""
                        + " aria-hidden=\"true\"></span>" + word + "</span>");
        if (state.state() == State.SUPERSEDED || state.state() == State.ORPHAN) {
            page.markup("<details><summary>why</summary>")
                    .text(new RepeatableWords(state, release).sentence())
                    .markup("</details>");
        }
        page.markup("</td><td role=\"cell\">");
        if (row != null) {
            page.markup("<time datetime=\"" + row.appliedAt().truncatedTo(ChronoUnit.MICROS) + "\">")
                    .text(TIME.format(row.appliedAt()))
                    .markup("</time>");
        }
        page.markup("</td><td role=\"cell\" class=\"quiet\"><code>")
                .breakable(
                        state.file() == null ? "no file" : state.file().file().path())
                .markup("</code></td></tr>\n");
    }
}
