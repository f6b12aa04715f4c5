package io.github.appliedset.authoring;

import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.InvalidFile;
import io.github.appliedset.migration.FileProblem.StrayDownFile;
import io.github.appliedset.migration.InvalidMigrationException;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationPlan;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.migration.VersionSet;
import io.github.appliedset.migration.Versioned;
import io.github.appliedset.source.FoundMigrations;
import io.github.appliedset.source.MigrationFileName;
import io.github.appliedset.source.ResourceMigrationSource;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.format.ResolverStyle;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The versions after the highest one, in its style: the time in UTC, or a counter with leading zeros. Each is returned
 * once; not safe for several threads.
 */
public final class NextVersions {

    private static final long NONE = -1;
    private static final int LAST_YEAR_OF_FOUR_DIGITS = 9999;
    private static final DateTimeFormatter SECONDS =
            DateTimeFormatter.ofPattern("uuuuMMddHHmmss").withResolverStyle(ResolverStyle.STRICT);
    private static final Pattern DIGITS = Pattern.compile("(?:.*/)?(\\d+)_[^/]*");

    private final VersionStyle otherwise;
    private final Set<MigrationVersion> used;
    private final int width;
    private final Clock clock;
    private long last;

    private NextVersions(long last, Set<MigrationVersion> used, int width, VersionStyle otherwise, Clock clock) {
        this.last = last;
        this.used = used;
        this.width = width;
        this.otherwise = otherwise;
        this.clock = clock;
    }

    /**
     * Versions that are not in use, neither in a folder nor elsewhere. A counter continues after the files of the folder, and
     * skips the numbers of other locations; a time is later than those of all locations. An orphan, which may have been in
     * the folder, counts if it has the folder's style.
     *
     * @param folder where the migrations will be written; read with its sub-folders if it exists
     * @param known the other migrations: in other locations, applied, or orphans
     * @param otherwise the style if there is no migration yet
     * @throws InvalidMigrationException if a file in the folder is not a migration
     */
    public static NextVersions after(Path folder, MigrationPlan known, VersionStyle otherwise, Clock clock) {
        FoundMigrations found = Files.isDirectory(folder)
                ? ResourceMigrationSource.ofFolder(folder).search()
                : new FoundMigrations(VersionSet.empty(), List.of());
        VersionSet<Migration> written = found.migrations();
        VersionSet<Migration> model = written.isEmpty() ? known.onDisk() : written;
        long highest = highest(model.stream());
        Stream<? extends Versioned> others = highest != NONE && isTime(highest)
                ? Stream.concat(known.onDisk().stream(), known.orphans().stream())
                : known.orphans().stream();
        long last = Math.max(
                highest,
                highest(others.filter(
                        other -> highest == NONE || isTime(other.version().value()) == isTime(highest))));
        Set<MigrationVersion> used = Stream.concat(
                        known.onDisk().stream().map(Migration::version), ofLoneDowns(found.warnings()))
                .collect(Collectors.toSet());
        return new NextVersions(
                last, used, model.last().map(NextVersions::digits).orElse(0), otherwise, clock);
    }

    /** A new up file would be paired with such a down file. */
    private static Stream<MigrationVersion> ofLoneDowns(List<FileProblem> warnings) {
        return warnings.stream()
                .filter(StrayDownFile.class::isInstance)
                .flatMap(stray -> MigrationFileName.read(((StrayDownFile) stray).expected()).stream())
                .map(MigrationFileName::version);
    }

    private static long highest(Stream<? extends Versioned> versions) {
        return versions.mapToLong(any -> any.version().value()).max().orElse(NONE);
    }

    /**
     * A counter.
     *
     * @param last the version before the first
     * @param width the minimum number of digits
     */
    public static NextVersions counter(long last, int width) {
        return new NextVersions(last, Set.of(), width, VersionStyle.COUNTER, Clock.systemUTC());
    }

    /**
     * Versions after one that is in use, in its style: times after a time.
     *
     * @param last the highest one in use
     * @param width the minimum number of digits of a counter
     */
    public static NextVersions after(MigrationVersion last, int width, Clock clock) {
        return new NextVersions(last.value(), Set.of(), width, VersionStyle.COUNTER, clock);
    }

    private static int digits(Migration migration) {
        Matcher name = DIGITS.matcher(migration.up().path());
        return name.matches() ? name.group(1).length() : 0;
    }

    /**
     * Returns the next version, with leading zeros if the others have them.
     *
     * @throws InvalidMigrationException if the last one was 2^63-1
     */
    public String next() {
        do {
            if (this.last == Long.MAX_VALUE) {
                throw noneLeft();
            }
            boolean time = this.last == NONE ? this.otherwise == VersionStyle.TIME : isTime(this.last);
            this.last = time ? nextTime() : Math.max(this.last, 0) + 1;
        } while (this.used.contains(MigrationVersion.of(this.last)));
        String number = Long.toString(this.last);
        return "0".repeat(Math.max(0, this.width - number.length())) + number;
    }

    private static boolean isTime(long version) {
        try {
            LocalDateTime.parse(Long.toString(version), SECONDS);
            return true;
        } catch (DateTimeParseException counter) {
            return false;
        }
    }

    private long nextTime() {
        LocalDateTime now = LocalDateTime.now(this.clock.withZone(ZoneOffset.UTC));
        LocalDateTime next = this.last == NONE
                ? now
                : LocalDateTime.parse(Long.toString(this.last), SECONDS).plusSeconds(1);
        LocalDateTime later = now.isAfter(next) ? now : next;
        return later.getYear() > LAST_YEAR_OF_FOUR_DIGITS ? this.last + 1 : Long.parseLong(SECONDS.format(later));
    }

    private static InvalidMigrationException noneLeft() {
        return InvalidMigrationException.notWritten(
                new InvalidFile(
                        "Version " + Long.MAX_VALUE,
                        "already exists, and there is no higher version",
                        "Give that migration a lower version: rename its files and, where it is applied, change the version in"
                                + " its row of the tracker table. Or name the new files by hand, with any version"
                                + " that is not in use.",
                        "files-not-written"),
                List.of());
    }
}
