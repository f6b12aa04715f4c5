package io.github.appliedset.migration;

import static io.github.appliedset.support.Migrations.checksum;
import static io.github.appliedset.support.Migrations.migration;
import static io.github.appliedset.support.Migrations.row;
import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.migration.MigrationHistory.Event;
import io.github.appliedset.migration.MigrationHistory.Kind;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/**
 * Deploys random histories by the plan, and compares with a model that looks at one version after the other and knows
 * nothing of sets.
 */
class MigrationPlanPropertyTests {

    @Provide
    Arbitrary<List<Event>> histories() {
        return MigrationHistory.histories(40);
    }

    @Property
    void everythingOnDiskIsAppliedExactlyOnceAndWhatIsReportedIsTrue(@ForAll("histories") List<Event> history) {
        Map<Integer, String> names = new TreeMap<>();
        Map<Integer, String> contents = new HashMap<>();
        Map<Integer, AppliedMigration> table = new TreeMap<>();
        Map<Integer, String> appliedNames = new HashMap<>();
        Map<Integer, String> appliedContents = new HashMap<>();
        List<Integer> executions = new ArrayList<>();

        for (Event event : history) {
            int version = event.version();
            switch (event.kind()) {
                case MERGE -> {
                    names.putIfAbsent(version, "n" + event.salt());
                    contents.putIfAbsent(version, "c" + event.salt());
                }
                case RENAME -> names.computeIfPresent(version, (v, old) -> "n" + event.salt());
                case EDIT -> contents.computeIfPresent(version, (v, old) -> "c" + event.salt());
                case DEPLOY, ROLL_BACK_APPLICATION -> {
                    int upTo = event.kind() == Kind.DEPLOY ? Integer.MAX_VALUE : version;
                    Map<Integer, String> shipped = new TreeMap<>(names);
                    shipped.keySet().removeIf(v -> v > upTo);
                    MigrationPlan plan = MigrationPlan.between(files(shipped, contents), VersionSet.of(table.values()));

                    Set<Integer> renamed = new HashSet<>();
                    Set<Integer> changed = new HashSet<>();
                    Set<Integer> pending = new HashSet<>();
                    Set<Integer> orphans = new HashSet<>(appliedNames.keySet());
                    for (int v : shipped.keySet()) {
                        orphans.remove(v);
                        if (!appliedNames.containsKey(v)) {
                            pending.add(v);
                        } else if (!appliedNames.get(v).equals(shipped.get(v))) {
                            renamed.add(v);
                        } else if (!appliedContents.get(v).equals(contents.get(v))) {
                            changed.add(v);
                        }
                    }
                    assertThat(versions(plan.pending()))
                            .containsExactlyInAnyOrderElementsOf(pending)
                            .isSorted();
                    assertThat(versions(plan.orphans()))
                            .containsExactlyInAnyOrderElementsOf(orphans)
                            .isSorted();
                    assertThat(plan.renamed()).hasSameSizeAs(renamed);
                    assertThat(plan.changed()).hasSameSizeAs(changed);
                    assertThat(plan.applied().size() + plan.orphans().size()).isEqualTo(table.size());

                    if (plan.renamed().isEmpty() && plan.changed().isEmpty()) {
                        for (Migration next : plan.pending()) {
                            int v = (int) next.version().value();
                            executions.add(v);
                            table.put(v, row(next.label(), checksum(contents.get(v))));
                            appliedNames.put(v, next.name());
                            appliedContents.put(v, contents.get(v));
                        }
                        assertThat(table.keySet()).containsAll(shipped.keySet());
                    }
                }
            }
            assertThat(executions).doesNotHaveDuplicates();
        }
    }

    private static VersionSet<Migration> files(Map<Integer, String> names, Map<Integer, String> contents) {
        return VersionSet.of(names.entrySet().stream()
                .map(file -> migration(file.getKey() + "_" + file.getValue(), contents.get(file.getKey())))
                .toList());
    }

    private static List<Integer> versions(VersionSet<?> set) {
        return set.stream().map(element -> (int) element.version().value()).toList();
    }
}
