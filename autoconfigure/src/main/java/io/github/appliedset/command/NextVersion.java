package io.github.appliedset.command;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.Versioned;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The version of the next migration, in the style of those that are there: a time, or a counter with leading zeros. */
final class NextVersion {

    private static final DateTimeFormatter SECONDS = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");
    private static final Pattern DIGITS = Pattern.compile("(?:.*/)?(\\d+)_[^/]*");

    private final Clock clock;

    NextVersion(Clock clock) {
        this.clock = clock;
    }

    /** A version that is not on disk, not applied, and no orphan. */
    String after(MigrationPlan plan) {
        Optional<MigrationVersion> last = Stream.<Versioned>concat(
                        plan.onDisk().stream(), Stream.concat(plan.applied().stream(), plan.orphans().stream()))
                .map(Versioned::version)
                .max(Comparator.naturalOrder());
        if (last.isPresent() && isTime(last.get().toString())) {
            LocalDateTime now = LocalDateTime.now(this.clock.withZone(ZoneOffset.UTC));
            LocalDateTime next =
                    LocalDateTime.parse(last.get().toString(), SECONDS).plusSeconds(1);
            return SECONDS.format(now.isAfter(next) ? now : next);
        }
        String counter = Long.toString(last.map(MigrationVersion::value).orElse(0L) + 1);
        int width = plan.onDisk().last().map(NextVersion::digits).orElse(0);
        return "0".repeat(Math.max(0, width - counter.length())) + counter;
    }

    private static boolean isTime(String version) {
        try {
            LocalDateTime.parse(version, SECONDS);
            return true;
        } catch (DateTimeParseException counter) {
            return false;
        }
    }

    private static int digits(Migration migration) {
        Matcher name = DIGITS.matcher(migration.up().path());
        return name.matches() ? name.group(1).length() : 0;
    }
}
