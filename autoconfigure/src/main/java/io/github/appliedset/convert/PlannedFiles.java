package io.github.appliedset.convert;

import io.github.appliedset.convert.Conversion.Draft;
import io.github.appliedset.migration.FileProblem;
import io.github.appliedset.migration.FileProblem.VersionCollision;
import io.github.appliedset.migration.MigrationVersion;
import io.github.appliedset.script.ScriptOutline;
import io.github.appliedset.script.ScriptProblem;
import java.io.IOException;
import java.io.StringReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.TreeMap;

/** Converted files, compared with each other and with what is in the target folder. */
final class PlannedFiles {

    private final Path target;
    private final List<ImportedFile> files = new ArrayList<>();
    private final List<Untranslated> untranslated;

    private PlannedFiles(Path target, List<Untranslated> untranslated) {
        this.target = target;
        this.untranslated = new ArrayList<>(untranslated);
    }

    static PlannedFiles of(Conversion conversion, Path target, List<FileProblem> problems) {
        PlannedFiles planned = new PlannedFiles(target, conversion.untranslated());
        TreeMap<String, List<Draft>> byVersion = new TreeMap<>();
        for (Draft draft : conversion.drafts()) {
            try {
                MigrationVersion version = MigrationVersion.parse(draft.version());
                byVersion
                        .computeIfAbsent(version + " " + draft.direction(), key -> new ArrayList<>())
                        .add(draft);
                planned.add(draft, problems);
            } catch (IllegalArgumentException noVersion) {
                problems.add(FileImport.problem(
                        Path.of(draft.original().path()),
                        "would have the version " + draft.version() + ": " + noVersion.getMessage(),
                        "Give it a version by hand, in a copy of the folder."));
            }
        }
        byVersion.values().stream()
                .filter(drafts -> drafts.size() > 1)
                .forEach(drafts -> problems.add(collision(drafts)));
        return planned;
    }

    private static VersionCollision collision(List<Draft> drafts) {
        MigrationVersion version = MigrationVersion.parse(drafts.get(0).version());
        return new VersionCollision(
                version,
                drafts.get(0).direction(),
                drafts.stream().map(draft -> draft.original().path()).toList(),
                VersionCollision.after(List.of(version)));
    }

    private void add(Draft draft, List<FileProblem> problems) {
        Path path = this.target.resolve(draft.path());
        boolean there = Files.exists(path);
        if (there && !holds(path, draft.text())) {
            problems.add(FileImport.problem(
                    path,
                    "is there already, with other content than "
                            + draft.original().path() + " becomes",
                    "Remove or rename it, or name another folder to write to."));
        }
        this.files.add(new ImportedFile(draft.path(), draft.original().path(), draft.text(), there));
        if (!draft.text().contains("-- applied-set: untranslated")) {
            mentionProblems(draft);
        }
    }

    private static boolean holds(Path path, String text) {
        try {
            return Files.readString(path, StandardCharsets.UTF_8).equals(text);
        } catch (IOException unreadable) {
            return false;
        }
    }

    /** Mentions what will be refused when the file is to run. */
    private void mentionProblems(Draft draft) {
        try {
            for (ScriptProblem problem :
                    ScriptOutline.of(new StringReader(draft.text())).problems()) {
                this.untranslated.add(new Untranslated(
                        draft.original().path(),
                        0,
                        problem.reason() + " (line " + problem.position().line() + " of " + draft.path() + ")",
                        problem.remedy(),
                        true));
            }
        } catch (IOException impossible) {
            throw new UncheckedIOException(impossible);
        }
    }

    FileImport sortedInto(ImportTool tool, Path source) {
        this.files.sort(Comparator.comparing(ImportedFile::path));
        return new FileImport(tool, source, this.target, this.files, this.untranslated);
    }
}
