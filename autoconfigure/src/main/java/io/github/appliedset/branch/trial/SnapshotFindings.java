package io.github.appliedset.branch.trial;

import io.github.appliedset.branch.BranchSnapshots;
import io.github.appliedset.branch.Finding;
import io.github.appliedset.branch.FindingKind;
import io.github.appliedset.branch.Untried;
import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.snapshot.SnapshotMerge;
import io.github.appliedset.schema.snapshot.SnapshotTree;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * What the committed snapshots of two branches show, where nothing can be run: objects that both change, and what one of them
 * drops and the other one uses. They are as good as they are up to date, and know nothing of rows.
 *
 * @param findings what they show
 * @param untried why they could not be compared; empty if they were, or there are none
 */
record SnapshotFindings(List<Finding> findings, List<Untried> untried) {

    private static final String TAKE = "--applied-set.command=snapshot --applied-set.from=migrations on both branches";

    static SnapshotFindings of(BranchSnapshots snapshots, String them) {
        if (snapshots.isEmpty()) {
            return new SnapshotFindings(List.of(), List.of());
        }
        if (Stream.of(snapshots.base(), snapshots.ours(), snapshots.theirs()).anyMatch(Map::isEmpty)) {
            return not("not every tree has one");
        }
        try {
            Schema base = SnapshotTree.read(snapshots.base());
            Schema ours = SnapshotTree.read(snapshots.ours());
            Schema theirs = SnapshotTree.read(snapshots.theirs());
            if (Stream.of(base, ours, theirs)
                            .map(Schema::postgresMajor)
                            .distinct()
                            .count()
                    > 1) {
                return not("they were taken on different major versions of PostgreSQL");
            }
            SnapshotMerge merge = SnapshotMerge.of(base, ours, theirs, path -> path);
            List<Finding> findings = new ArrayList<>();
            merge.changedByBoth().forEach(id -> findings.add(changedByBoth(id, ours, theirs, them)));
            merge.impossible().forEach(line -> findings.add(impossible(line, them)));
            return new SnapshotFindings(findings, List.of());
        } catch (SnapshotException unreadable) {
            return not("one cannot be read: "
                    + unreadable.description().lines().findFirst().orElse(""));
        }
    }

    private static SnapshotFindings not(String why) {
        return new SnapshotFindings(List.of(), List.of(new Untried("the snapshots of both branches", why, TAKE)));
    }

    private static Finding changedByBoth(ObjectId id, Schema ours, Schema theirs, String them) {
        String text;
        if (ours.find(id).isEmpty()) {
            text = "This branch drops " + id + ", which " + them + " changes.";
        } else if (theirs.find(id).isEmpty()) {
            text = them + " drops " + id + ", which this branch changes.";
        } else {
            text = "Both branches change " + id + ", each in its own way.";
        }
        return Finding.of(
                        FindingKind.SAME_OBJECT,
                        text,
                        null,
                        null,
                        "Merge " + them
                                + " into this branch, and write in a migration of this branch what the result of"
                                + " both should be.")
                .about(List.of(id.toString()));
    }

    private static Finding impossible(String line, String them) {
        return Finding.of(
                FindingKind.GONE_AND_USED,
                "No database can have both what this branch and what " + them + " creates: " + line + ".",
                null,
                null,
                "One branch drops or changes an object that the other one uses. Merge " + them
                        + " into this branch, and change the migration of this branch.");
    }
}
