package io.github.appliedset.command;

import io.github.appliedset.adoption.files.FileImport;
import io.github.appliedset.adoption.files.ImportTool;
import io.github.appliedset.adoption.files.ImportedFile;
import io.github.appliedset.adoption.files.Untranslated;
import io.github.appliedset.text.Visible;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Imports another tool's migration files. */
final class ImportFilesCommand implements Command {

    @Override
    public Manual manual() {
        return Manual.of("imports another tool's migration files", """
                        Writes a copy of each file under the name that applied-set expects, and lists everything that has no
                        counterpart. The originals stay. Can be run again: existing files keep their numbers, and nothing is
                        overwritten. Needs no database.""")
                .with(
                        CommandOption.of(
                                "folder",
                                "FOLDER",
                                "the other tool's files; by default the folder of applied-set.locations below"
                                        + " src/main/resources"),
                        CommandOption.of(
                                "target", "FOLDER", "where to write; by default a folder applied-set next to it"),
                        CommandOption.oneOf(
                                "tool", tools(), "whose files they are; by default detected from the files"),
                        CommandOption.switchedOn("dry-run", "only shows what would be written"))
                .example("folder=src/main/resources/db/migration", "dry-run=true")
                .calledElsewhere("convert", "import");
    }

    @Override
    public CommandResult run(CommandInput input) {
        boolean dryRun = input.options().isTrue("dry-run");
        FileImport files = FileImport.preview(
                input.existingFolder(". Name the one with the other tool's files: --applied-set.folder=..."),
                input.options().text("tool").map(ImportFilesCommand::tool).orElse(null),
                input.options().text("target").map(Path::of).orElse(null),
                input.flywayNames().get());
        if (!dryRun) {
            files.write();
        }
        StringBuilder text = new StringBuilder()
                .append(files.tool().title())
                .append("'s files in ")
                .append(shown(files.from()))
                .append(dryRun ? ",\nwould be written to " : ",\nwritten to ")
                .append(shown(files.to()))
                .append(":\n\n");
        for (ImportedFile file : files.files()) {
            text.append("  ")
                    .append(Visible.line(file.path()))
                    .append(file.there() ? "  (exists already)" : "")
                    .append("\n    from ")
                    .append(Visible.line(file.original()))
                    .append('\n');
        }
        if (!files.untranslated().isEmpty()) {
            text.append("\nWithout a counterpart:\n\n");
            files.untranslated()
                    .forEach(item -> text.append(Paragraph.of(
                            "  ", 4, item + (item.stops() ? ". The file does not run until then." : "."))));
        }
        text.append("\nThe originals are unchanged. ")
                .append(dryRun ? "Nothing was written: this is a dry run.\n" : next(files.to()));
        return new CommandResult(CommandResult.DONE, text.toString(), json(files, dryRun));
    }

    private static String next(Path target) {
        return "To use the new files, set\n    applied-set.locations="
                + Visible.line(location(target).replace('\\', '/')) + "\n";
    }

    /** On the class path if the folder is one of resources, of whatever module. */
    private static String location(Path target) {
        int length = CommandInput.RESOURCES.getNameCount();
        for (int end = target.getNameCount() - 1; end >= length; end--) {
            if (target.subpath(end - length, end).equals(CommandInput.RESOURCES)) {
                return "classpath:" + target.subpath(end, target.getNameCount());
            }
        }
        return "file:" + target;
    }

    private static String shown(Path folder) {
        Path here = Path.of("").toAbsolutePath();
        return Visible.line(folder.startsWith(here) ? here.relativize(folder) : folder);
    }

    private static ImportTool tool(String name) {
        return Arrays.stream(ImportTool.values())
                .filter(tool -> tool.property().equals(name))
                .findFirst()
                .orElseThrow(() -> WrongUsageException.value("tool", name, tools()));
    }

    private static List<String> tools() {
        return Arrays.stream(ImportTool.values()).map(ImportTool::property).toList();
    }

    private static Map<String, Object> json(FileImport files, boolean dryRun) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("tool", files.tool().property());
        json.put("from", files.from().toString());
        json.put("to", files.to().toString());
        json.put("dryRun", dryRun);
        json.put(
                "files",
                files.files().stream()
                        .map(file -> Map.of("file", file.path(), "original", file.original(), "there", file.there()))
                        .toList());
        json.put(
                "untranslated",
                files.untranslated().stream().map(ImportFilesCommand::json).toList());
        return json;
    }

    private static Map<String, Object> json(Untranslated item) {
        Map<String, Object> json = new LinkedHashMap<>();
        json.put("file", item.file());
        json.put("line", item.line());
        json.put("what", item.what());
        json.put("action", item.advice());
        json.put("stops", item.stops());
        return json;
    }
}
