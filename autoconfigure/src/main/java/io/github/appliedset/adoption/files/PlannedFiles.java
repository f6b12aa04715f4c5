package io.github.appliedset.adoption.files;

import io.github.appliedset.adoption.FlywayChecksum;
import io.github.appliedset.adoption.OriginNote;
import io.github.appliedset.adoption.UntranslatedMark;
import io.github.appliedset.adoption.files.Conversion.Draft;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.RepeatableCollision;
import io.github.appliedset.migration.FileProblem.VersionCollision;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.script.ScriptProblem;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Converted files, compared with each other and with those in the target folder. */
final class PlannedFiles {

    private final Path target;
    private final WrittenFiles written;
    private final List<ImportedFile> files = new ArrayList<>();
    private final List<Untranslated> untranslated;
    private final Set<String> unfinished = new HashSet<>();
    private final Set<String> finished = new HashSet<>();

    private PlannedFiles(Path target, WrittenFiles written, List<Untranslated> untranslated) {
        this.target = target;
        this.written = written;
        this.untranslated = new ArrayList<>(untranslated);
    }

    static PlannedFiles of(Conversion conversion, Path target, WrittenFiles written, List<FileProblem> problems) {
        PlannedFiles planned = new PlannedFiles(target, written, conversion.untranslated());
        problems.addAll(conversion.problems());
        Map<MigrationVersion, Map<String, List<Draft>>> byVersion = new TreeMap<>();
        Map<String, List<Draft>> repeatables = new TreeMap<>();
        for (Draft draft : conversion.drafts()) {
            if (draft.isRepeatable()) {
                repeatables
                        .computeIfAbsent(draft.place().name(), first -> new ArrayList<>())
                        .add(draft);
                continue;
            }
            try {
                byVersion
                        .computeIfAbsent(
                                MigrationVersion.parse(draft.place().number()),
                                version -> new TreeMap<>(Comparator.reverseOrder()))
                        .computeIfAbsent(draft.direction(), upFirst -> new ArrayList<>())
                        .add(draft);
            } catch (IllegalArgumentException noVersion) {
                problems.add(ImportProblem.of(
                        Path.of(draft.original().path()),
                        "would have the version " + draft.place().number() + ": " + noVersion.getMessage(),
                        "Give it a version by hand, in a copy of the folder."));
            }
        }
        byVersion.forEach((version, directions) -> directions.values().forEach(drafts -> {
            drafts.forEach(draft -> planned.add(draft, version, problems));
            if (drafts.size() > 1) {
                problems.add(collision(version, drafts));
            }
        }));
        repeatables.forEach((name, drafts) -> {
            drafts.forEach(draft -> planned.add(draft, problems));
            if (drafts.size() > 1) {
                problems.add(new RepeatableCollision(
                        name,
                        drafts.stream().map(draft -> draft.original().path()).toList()));
            }
        });
        return planned;
    }

    private static VersionCollision collision(MigrationVersion version, List<Draft> drafts) {
        return new VersionCollision(
                version,
                drafts.get(0).direction(),
                drafts.stream().map(draft -> draft.original().path()).toList(),
                false,
                VersionCollision.after(List.of(version)));
    }

    private void add(Draft draft, MigrationVersion version, List<FileProblem> problems) {
        this.written
                .rivalOf(draft.path(), draft.direction(), version)
                .ifPresent(rival -> problems.add(ImportProblem.of(
                        this.target.resolve(rival.path()),
                        "has version " + version + ", and so would "
                                + draft.original().path() + ": " + draft.path(),
                        "If both are the same migration, give them the same name. If not, give"
                                + " yours a different version, or name a different target folder.")));
        add(draft, problems);
    }

    private void add(Draft draft, List<FileProblem> problems) {
        Path path = this.target.resolve(draft.path());
        Optional<SourceFile> there = this.written.at(draft.path());
        boolean differs = there.isPresent() && !isMadeOf(there.get(), draft);
        if (differs && draft.isRepeatable()) {
            this.untranslated.add(new Untranslated(
                    draft.original().path(),
                    0,
                    "has different content than " + draft.path() + ", which exists already",
                    "It was not written: take the difference over by hand, or remove " + draft.path()
                            + " and import again",
                    false));
        } else if (differs) {
            problems.add(ImportProblem.of(
                    path,
                    "already exists, but its content does not come from "
                            + draft.original().path(),
                    "Remove or rename it, or name a different target folder."));
        }
        if (isUnfinished(draft)) {
            boolean finished =
                    there.isPresent() && !UntranslatedMark.isIn(there.get().text());
            (finished ? this.finished : this.unfinished).add(draft.original().path());
        }
        this.files.add(new ImportedFile(draft.path(), draft.original().path(), draft.text(), there.isPresent()));
        if (!isUnfinished(draft)) {
            mentionProblems(draft);
        }
    }

    private static boolean isUnfinished(Draft draft) {
        return UntranslatedMark.isIn(draft.text());
    }

    /**
     * Whether it has the draft's content, perhaps with other lines at the top, or is an edited version of a draft that
     * needed edits.
     */
    private static boolean isMadeOf(SourceFile there, Draft draft) {
        Optional<OriginNote> origin = OriginNote.parse(there.firstLine());
        boolean edited = isUnfinished(draft)
                && origin.isPresent()
                && origin.equals(
                        OriginNote.parse(draft.text().lines().findFirst().orElse("")));
        return edited || FlywayChecksum.of(there.text()) == FlywayChecksum.of(draft.text());
    }

    /** Mentions the problems that would keep the file from running. */
    private void mentionProblems(Draft draft) {
        try {
            for (ScriptProblem problem :
                    ScriptOutline.of(new StringReader(draft.text())).problems()) {
                this.untranslated.add(new Untranslated(
                        draft.original().path(),
                        0,
                        problem.reason() + " (line " + problem.position().line() + " of " + draft.path() + ")",
                        problem.remedy().replaceFirst("\\.$", ""),
                        true));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    List<ImportedFile> files() {
        return this.files;
    }

    /** The manual work left, without what is already done in existing files. */
    List<Untranslated> untranslated() {
        Set<String> done = new HashSet<>(this.finished);
        done.removeAll(this.unfinished);
        return this.untranslated.stream()
                .filter(item -> !item.stops() || !done.contains(item.file()))
                .toList();
    }
}
