package io.github.appliedset.branch;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationFile;
import io.github.appliedset.migration.MigrationVersion;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Set algebra over three trees. */
class ResolutionTests {

    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-05-20T10:38:00Z"), ZoneOffset.UTC);

    /** Up files named {@code version_name=text}. */
    private static BranchTree tree(String name, String... files) {
        return BranchTree.of(
                name,
                Stream.of(files)
                        .map(file -> file.split("="))
                        .map(file ->
                                new BranchFile("db/" + file[0] + ".up.sql", file[1].getBytes(StandardCharsets.UTF_8)))
                        .toList());
    }

    private static Resolution resolved(BranchComparison branches, boolean late, List<Migration> code) {
        return Resolution.of(
                new Resolution.Question(
                        branches, Findings.of(branches, Set.of()), branches.added(), Set.of(), late, false, null, code),
                CLOCK);
    }

    private static BranchComparison branches(BranchTree ours, BranchTree theirs) {
        return BranchComparison.of(tree("base", "1_a=1"), ours, theirs);
    }

    @Test
    void lateOneKeepsItsNumberUnlessTheOrderDecides() {
        BranchComparison branches = branches(tree("ours", "1_a=1", "2_b=2"), tree("theirs", "1_a=1", "3_c=3"));

        assertThat(resolved(branches, false, List.of()).isEmpty()).isTrue();
        assertThat(resolved(branches, true, List.of()).renumbered().values()).containsExactly("db/4_b.up.sql");
    }

    @Test
    void timesFollowTimes() {
        BranchComparison branches = branches(
                tree("ours", "1_a=1", "20260520103000_b=2", "20260520103001_c=3"),
                tree("theirs", "1_a=1", "20260520103000_d=4"));

        assertThat(resolved(branches, false, List.of()).renumbered().values())
                .containsExactly("db/20260520103800_b.up.sql", "db/20260520103801_c.up.sql");
    }

    @Test
    void migrationInJavaOfOneNumberIsNamed() {
        Migration code =
                new Migration(MigrationVersion.of(3), "fill", MigrationFile.ofCode("com.example.V3Fill"), null);

        assertThat(resolved(branches(tree("ours", "1_a=1"), tree("theirs", "1_a=1", "3_c=3")), false, List.of(code))
                        .left())
                .singleElement()
                .asString()
                .contains("class com.example.V3Fill", "version 3", "3_c");
    }

    @Test
    void equalContentsPairOnlyIfTheirNumbersAreEqual() {
        BranchTree theirs = tree("theirs", "1_a=1", "5_x=same", "6_y=same");

        assertThat(branches(tree("ours", "1_a=1", "2_x=same", "3_y=same"), theirs)
                        .sameContent())
                .hasSize(2)
                .allSatisfy((mine, other) -> assertThat(mine.name()).isEqualTo(other.name()));
        assertThat(branches(tree("ours", "1_a=1", "2_x=same"), theirs).sameContent())
                .isEmpty();
    }
}
