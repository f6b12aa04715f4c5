package io.github.appliedset.adoption.files;

import io.github.appliedset.adoption.OriginNote;
import io.github.appliedset.adoption.files.SectionMarks.Mark;
import org.jspecify.annotations.Nullable;

/** The two sections of a file, while it is being read. */
final class Sections {

    private final StringBuilder above = new StringBuilder();
    private final StringBuilder up = new StringBuilder();
    private final StringBuilder down = new StringBuilder();
    private final MigrationText upText;
    private final MigrationText downText;
    private final SourceFile file;
    private StringBuilder current = this.above;
    private @Nullable Untranslated variables;
    private boolean hasUp;
    private boolean upWithoutTransaction;
    private boolean downWithoutTransaction;

    Sections(SourceFile file) {
        this.file = file;
        this.upText = new MigrationText(file);
        this.downText = new MigrationText(file);
    }

    void take(int line, String text, Mark mark, Conversion conversion) {
        switch (mark) {
            case UP, UP_WITHOUT_TRANSACTION -> {
                this.hasUp = true;
                this.current = this.up;
                this.upWithoutTransaction |= mark == Mark.UP_WITHOUT_TRANSACTION;
            }
            case DOWN, DOWN_WITHOUT_TRANSACTION -> {
                this.current = this.down;
                this.downWithoutTransaction |= mark == Mark.DOWN_WITHOUT_TRANSACTION;
            }
            case NO_TRANSACTION -> {
                this.upWithoutTransaction = true;
                this.downWithoutTransaction = true;
            }
            case VARIABLES ->
                this.variables = new Untranslated(
                        this.file.path(),
                        line,
                        "'" + text.strip() + "'",
                        "Replace the variables with their values",
                        true);
            case VARIABLES_END -> this.variables = null;
            case UNKNOWN -> text().stop(line, "'" + text.strip() + "'", "Decide what it should do here");
            case STATEMENT_BORDER -> {}
            case NOTHING -> {
                this.current.append(text);
                if (this.variables != null && this.current != this.above && !isComment(text)) {
                    text().stop(this.variables);
                }
                if (this.current == this.above && !isComment(text)) {
                    conversion.mention(this.file, line, "comes before the first section", "It was not written");
                }
            }
        }
    }

    private MigrationText text() {
        return this.current == this.down ? this.downText : this.upText;
    }

    void mention(Conversion conversion) {
        this.upText.untranslated().forEach(conversion::mention);
        this.downText.untranslated().forEach(conversion::mention);
    }

    boolean hasUp() {
        return this.hasUp;
    }

    /** Whether the down section has a statement; comments alone do not count. */
    boolean hasDown() {
        return this.down.toString().lines().anyMatch(line -> !isComment(line));
    }

    String up() {
        return text(this.upText, this.upWithoutTransaction, this.up.toString());
    }

    String down() {
        return text(this.downText, this.downWithoutTransaction, this.down.toString());
    }

    private String text(MigrationText text, boolean noTransaction, String sql) {
        OriginNote note = text.stops() ? new OriginNote(this.file.name(), null, null) : null;
        return text.with(note, noTransaction, sql);
    }

    private static boolean isComment(String line) {
        return line.isBlank() || line.strip().startsWith("--");
    }
}
