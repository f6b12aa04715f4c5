package io.github.appliedset.migration;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.RepeatableState.Reason;
import io.github.appliedset.migration.RepeatableState.State;
import java.io.InputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Random releases, reverts, rolling starts, and processes of old releases that start again meanwhile. */
class RepeatablePlanPropertyTests {

    private static final int HISTORIES = 400;
    private static final Instant EPOCH = Instant.parse("2026-01-01T00:00:00Z");

    private record Release(int number, int content) {}

    /** The database, as the decision sees it. */
    private static final class Database {

        private final List<AppliedRepeatable> rows = new ArrayList<>();
        private final boolean stamped;

        private Database(boolean stamped) {
            this.stamped = stamped;
        }

        RepeatableState start(Release release) {
            Instant stamp = this.stamped ? EPOCH.plusSeconds(release.number()) : null;
            RepeatableState state = decide(file("v", release.content()), this.rows, Set.of(), stamp, false);
            if (state.state() == State.PENDING) {
                this.rows.add(row(this.rows.size() + 1, "v", release.content(), stamp));
            }
            return state;
        }

        boolean isCurrent(Release release) {
            return checksum(release.content())
                    .equals(this.rows.get(this.rows.size() - 1).checksum());
        }
    }

    private static RepeatableState decide(
            RepeatableMigration file,
            List<AppliedRepeatable> rows,
            Set<String> gone,
            @Nullable Instant release,
            boolean orphans) {
        return RepeatablePlan.of(List.of(file), new RepeatableHistory(rows, gone), release, orphans).states().stream()
                .filter(state -> state.name().equals(file.name()))
                .findFirst()
                .orElseThrow();
    }

    private static Checksum checksum(int content) {
        return new Checksum("content " + content);
    }

    private static RepeatableMigration file(String name, int content) {
        return new RepeatableMigration(
                name, new MigrationFile(name + ".repeatable.sql", name, new MigrationFile.Content() {

                    @Override
                    public InputStream open() {
                        return InputStream.nullInputStream();
                    }

                    @Override
                    public Checksum knownChecksum() {
                        return checksum(content);
                    }
                }));
    }

    private static AppliedRepeatable row(int seq, String name, int content, @Nullable Instant release) {
        return new AppliedRepeatable(
                seq, name, EPOCH.plusSeconds(seq), checksum(content), release, List.of("view public." + name));
    }

    /** Edits, reverts to any earlier content, and releases that leave the file alone. */
    private static Release next(Random random, List<Release> before) {
        int number = before.size();
        if (before.isEmpty() || random.nextInt(3) == 0) {
            return new Release(number, number);
        }
        return random.nextBoolean()
                ? new Release(number, before.get(before.size() - 1).content())
                : new Release(number, before.get(random.nextInt(before.size())).content());
    }

    /** Processes of the new release start one after another; those of older ones, which are still there, start again. */
    private static void rollOut(Random random, Database database, List<Release> releases) {
        int newest = releases.size() - 1;
        int oldest = Math.max(0, newest - 2);
        database.start(releases.get(newest));
        for (int start = 0; start < 4; start++) {
            database.start(releases.get(oldest + random.nextInt(newest - oldest + 1)));
        }
    }

    @Test
    void withAStampEveryReleaseEndsOnItsOwnContent() {
        Random random = new Random(20_260_520);
        for (int history = 0; history < HISTORIES; history++) {
            Database database = new Database(true);
            List<Release> releases = new ArrayList<>();
            for (int release = 0; release < 12; release++) {
                releases.add(next(random, releases));
                rollOut(random, database, releases);

                assertThat(database.isCurrent(releases.get(release)))
                        .as("history %s, %s", history, releases)
                        .isTrue();
            }
        }
    }

    @Test
    void withoutAStampNothingFlipsAndARemedyIsGiven() {
        Random random = new Random(20_260_521);
        int wrong = 0;
        for (int history = 0; history < HISTORIES; history++) {
            Database database = new Database(false);
            List<Release> releases = new ArrayList<>();
            for (int release = 0; release < 12; release++) {
                releases.add(next(random, releases));
                rollOut(random, database, releases);
            }
            Release last = releases.get(releases.size() - 1);
            RepeatableState state = database.start(last);
            if (!database.isCurrent(last)) {
                wrong++;
                assertThat(state.reason()).isEqualTo(Reason.UNKNOWN_RELEASE);
                assertThat(new RepeatableWords(state, null).sentence())
                        .contains("Set applied-set.release", "--applied-set.command=repeat --applied-set.name=v");
            }
            assertThat(database.rows.stream().map(AppliedRepeatable::checksum))
                    .as("no content runs twice")
                    .doesNotHaveDuplicates();
        }
        assertThat(wrong).isPositive();
    }

    @Test
    void equalContentIsCurrentWhateverTheRelease() {
        List<AppliedRepeatable> rows = List.of(row(1, "v", 1, EPOCH));

        assertThat(decide(file("v", 1), rows, Set.of(), EPOCH.minusSeconds(1), false)
                        .reason())
                .isEqualTo(Reason.CURRENT);
        assertThat(decide(file("v", 1), rows, Set.of(), null, true).reason()).isEqualTo(Reason.CURRENT);
        assertThat(decide(file("v", 1), rows, Set.of("view public.v"), null, false)
                        .reason())
                .isEqualTo(Reason.GONE);
        assertThat(decide(file("v", 1), rows, Set.of("view public.v"), null, true)
                        .reason())
                .isEqualTo(Reason.ORPHAN_VERSIONS);
    }

    @Test
    void newContentRunsUnlessItsReleaseIsOlder() {
        List<AppliedRepeatable> rows = List.of(row(1, "v", 1, EPOCH));

        assertThat(decide(file("v", 2), rows, Set.of(), null, false).reason()).isEqualTo(Reason.CHANGED);
        assertThat(decide(file("v", 2), rows, Set.of(), EPOCH, false).reason()).isEqualTo(Reason.CHANGED);
        assertThat(decide(file("v", 2), rows, Set.of(), EPOCH.minusSeconds(1), false)
                        .reason())
                .isEqualTo(Reason.OLDER_RELEASE);
        assertThat(decide(file("w", 1), List.of(), Set.of(), null, false).reason())
                .isEqualTo(Reason.NEW);
        assertThat(decide(file("w", 2), rows, Set.of(), null, true).reason()).isEqualTo(Reason.ORPHAN_VERSIONS);
    }

    @Test
    void formerContentNeedsANewerRelease() {
        List<AppliedRepeatable> rows = List.of(row(1, "v", 1, null), row(2, "v", 2, EPOCH));

        assertThat(decide(file("v", 1), rows, Set.of(), EPOCH.plusSeconds(1), false)
                        .reason())
                .isEqualTo(Reason.CHANGED);
        assertThat(decide(file("v", 1), rows, Set.of(), EPOCH, false).reason()).isEqualTo(Reason.OLDER_RELEASE);
        assertThat(decide(file("v", 1), rows, Set.of(), null, false).reason()).isEqualTo(Reason.UNKNOWN_RELEASE);
        assertThat(decide(file("v", 2), List.of(rows.get(1), row(3, "v", 1, null)), Set.of(), EPOCH, false)
                        .reason())
                .isEqualTo(Reason.UNKNOWN_RELEASE);
    }

    @Test
    void fileIsRenamedOnlyIfItsFormerOneIsGone() {
        List<AppliedRepeatable> rows = List.of(row(1, "v", 1, EPOCH));

        RepeatableState renamed = decide(file("w", 1), rows, Set.of(), EPOCH, false);
        assertThat(renamed.reason()).isEqualTo(Reason.RENAMED);
        assertThat(renamed.renamedFrom()).isEqualTo("v");
        assertThat(decide(file("w", 1), rows, Set.of("view public.v"), EPOCH, false)
                        .reason())
                .isEqualTo(Reason.NEW);
        RepeatablePlan both = RepeatablePlan.of(
                List.of(file("v", 1), file("w", 1)), new RepeatableHistory(rows, Set.of()), EPOCH, false);
        assertThat(both.states()).extracting(RepeatableState::reason).containsExactly(Reason.CURRENT, Reason.NEW);
    }
}
