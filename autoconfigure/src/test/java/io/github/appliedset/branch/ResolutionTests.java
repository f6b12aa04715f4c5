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
import java.util.Map;
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
                        .map(file -> file(file[0] + ".up.sql", file[1]))
                        .toList());
    }

    private static BranchFile file(String name, String text) {
        return new BranchFile("db/" + name, text.getBytes(StandardCharsets.UTF_8));
    }

    private static Resolution resolved(BranchComparison branches, boolean late, List<Migration> code) {
        return Resolver.decide(
                new Resolution.Question(
                        branches,
                        Findings.of(branches, Set.of()),
                        branches.added(),
                        Set.of(),
                        late,
                        false,
                        Set.of(),
                        null,
                        code),
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
    void doesNotReuseTheNumberOfAJavaMigration() {
        Migration code =
                new Migration(MigrationVersion.of(4), "fill", MigrationFile.ofCode("com.example.V4Fill"), null);

        assertThat(resolved(
                                branches(tree("ours", "1_a=1", "3_b=2"), tree("theirs", "1_a=1", "3_c=3")),
                                false,
                                List.of(code))
                        .renumbered()
                        .values())
                .containsExactly("db/5_b.up.sql");
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

    @Test
    void doesNotReuseTheNumberOfALoneDownFile() {
        BranchTree ours = BranchTree.of(
                "ours",
                List.of(file("1_a.up.sql", "1"), file("2_b.up.sql", "2"), file("3_gone.down.sql", "DROP TABLE t;")));

        assertThat(resolved(branches(ours, tree("theirs", "1_a=1", "2_c=3")), false, List.of())
                        .renumbered()
                        .values())
                .containsExactly("db/4_b.up.sql");
    }

    @Test
    void downFileAloneIsNotOverwritten() {
        BranchFile up = file("2_b.up.sql", "2");
        BranchTree theirs = BranchTree.of("theirs", List.of(up, file("2_b.down.sql", "theirs")));
        BranchTree ours = BranchTree.of("ours", List.of(file("1_a.up.sql", "1"), file("2_b.down.sql", "edited")));

        assertThat(resolved(BranchComparison.of(theirs, ours, theirs), false, List.of())
                        .refusals())
                .singleElement()
                .asString()
                .startsWith("db/2_b.down.sql would be overwritten");
    }

    @Test
    void twoOfOneNumberWithinABranch() {
        BranchTree ours = tree("ours", "1_a=1", "3_b=2", "3_c=3", "4_d=4");

        assertThat(resolved(branches(ours, tree("theirs", "1_a=1")), false, List.of())
                        .renumbered()
                        .values())
                .containsExactly("db/5_c.up.sql", "db/6_d.up.sql");
        assertThat(Renumbering.of(
                                BranchComparison.of(tree("base"), tree("ours", "0_a=1", "0_b=2"), tree("theirs")),
                                tree("ours", "0_a=1", "0_b=2").migrations(),
                                Set.of(),
                                List.of(),
                                false,
                                CLOCK)
                        .numbers()
                        .values())
                .containsExactly("1");
    }

    @Test
    void directivesAreRenumberedAtOnceAndKeepOtherBytes() {
        BranchTree ours = tree("ours", "3_x=1", "4_x=2", "5_gr\u00c5e=3");
        List<BranchMigration> each = ours.migrations();
        String text = "\uFEFF-- applied-set: after=3_x, 04_x,5_gr\u00c5e\r\n-- \u0085 4_x\n";

        byte[] replaced = new NewLabels(Map.of(each.get(0), "4", each.get(1), "5", each.get(2), "6"), Map.of())
                .in(text.getBytes(StandardCharsets.UTF_8));

        assertThat(new String(replaced, StandardCharsets.UTF_8))
                .isEqualTo("\uFEFF-- applied-set: after=4_x, 5_x,6_gr\u00c5e\r\n-- \u0085 4_x\n");
    }
}
