package io.github.appliedset.adoption.files;

import io.github.appliedset.adoption.files.SectionMarks.Mark;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** dbmate's comments: {@code -- migrate:up transaction:false} and {@code -- migrate:down}. */
final class DbmateMarks implements SectionMarks {

    private static final Pattern MARK = Pattern.compile("--\\s*migrate:(?<direction>up|down)(?<options>\\s.*)?");
    private static final Pattern NO_TRANSACTION = Pattern.compile("\\s*transaction:false\\s*");

    @Override
    public Mark in(String line) {
        Matcher matcher = MARK.matcher(line.strip());
        if (!matcher.matches()) {
            return Mark.NOTHING;
        }
        boolean up = matcher.group("direction").equals("up");
        String options = matcher.group("options");
        return options != null && NO_TRANSACTION.matcher(options).matches()
                ? (up ? Mark.UP_WITHOUT_TRANSACTION : Mark.DOWN_WITHOUT_TRANSACTION)
                : (up ? Mark.UP : Mark.DOWN);
    }
}
