package io.github.appliedset.adoption.files;

import io.github.appliedset.adoption.files.Conversion.Draft;
import io.github.appliedset.adoption.files.SectionMarks.Mark;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Converter of goose's and dbmate's files: named like migrations except for the suffix, with a section per direction.
 */
final class SectionConverter implements FileConverter {

    private static final Pattern NAME = Pattern.compile("(?<version>\\d+)_(?<name>.+)\\.sql");
    private static final Pattern OURS = Pattern.compile(".+\\.(up|down)\\.sql");

    private final SectionMarks marks;

    SectionConverter(SectionMarks marks) {
        this.marks = marks;
    }

    @Override
    public boolean recognizes(SourceFile file) {
        return NAME.matcher(file.name()).matches()
                && file.lines().stream().map(this.marks::in).anyMatch(mark -> mark != Mark.NOTHING);
    }

    @Override
    public Conversion convert(List<SourceFile> files, WrittenFiles written) {
        Conversion conversion = new Conversion();
        for (SourceFile file : files) {
            if (recognizes(file)) {
                convert(file, conversion);
            } else if (!OURS.matcher(file.name()).matches()) {
                conversion.mention(file, 0, "not a migration of this tool", "It was not written");
            }
        }
        return conversion;
    }

    private void convert(SourceFile file, Conversion conversion) {
        Sections sections = new Sections(file);
        List<String> lines = file.lines();
        for (int index = 0; index < lines.size(); index++) {
            sections.take(
                    index + 1, lines.get(index), this.marks.in(lines.get(index).strip()), conversion);
        }
        Matcher name = NAME.matcher(file.name());
        if (!sections.hasUp() || !name.matches()) {
            conversion.mention(file, 0, "has no up section", "It was not written");
            return;
        }
        sections.mention(conversion);
        if (!file.folder().isEmpty()) {
            conversion.mention(
                    file,
                    0,
                    "in a sub-folder, where this tool does not look",
                    "It was written: remove it if the tool never ran it");
        }
        conversion.write(new Draft(file, name.group("version"), name.group("name"), "up", sections.up()));
        if (sections.hasDown()) {
            conversion.write(new Draft(file, name.group("version"), name.group("name"), "down", sections.down()));
        }
    }
}
