package io.github.appliedset.adoption.files;

import java.util.List;

/** Converts the files of one tool. Pure. */
interface FileConverter {

    /** Whether a file looks like this tool's. */
    boolean recognizes(SourceFile file);

    /**
     * Converts all files.
     *
     * @param files every file, sorted by path
     * @param written the files already in the target folder
     */
    Conversion convert(List<SourceFile> files, WrittenFiles written);
}
