package io.github.appliedset.adoption.files;

import io.github.appliedset.adoption.files.SectionMarks.Mark;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** goose's comments: {@code -- +goose Up} and others. */
final class GooseMarks implements SectionMarks {

    private static final Pattern MARK = Pattern.compile("--\\s*\\+goose\\s+(?<command>.+?)\\s*");

    @Override
    public Mark in(String line) {
        Matcher matcher = MARK.matcher(line.strip());
        if (!matcher.matches()) {
            return Mark.NOTHING;
        }
        return switch (matcher.group("command").toUpperCase(Locale.ROOT).replaceAll("\\s+", " ")) {
            case "UP" -> Mark.UP;
            case "DOWN" -> Mark.DOWN;
            case "NO TRANSACTION" -> Mark.NO_TRANSACTION;
            case "STATEMENTBEGIN", "STATEMENTEND" -> Mark.STATEMENT_BORDER;
            case "ENVSUB ON" -> Mark.VARIABLES;
            case "ENVSUB OFF" -> Mark.VARIABLES_END;
            default -> Mark.UNKNOWN;
        };
    }
}
