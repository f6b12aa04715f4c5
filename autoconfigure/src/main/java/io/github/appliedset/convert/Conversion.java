package io.github.appliedset.convert;

import java.util.ArrayList;
import java.util.List;

/** What becomes of another tool's files, while it is put together. */
final class Conversion {

    private final List<Draft> drafts = new ArrayList<>();
    private final List<Untranslated> untranslated = new ArrayList<>();

    /**
     * A file to be written.
     *
     * @param original the file it is made of
     * @param version digits, possibly with zeros in front
     * @param name what follows the version
     * @param direction {@code up} or {@code down}
     * @param text what it holds
     */
    record Draft(SourceFile original, String version, String name, String direction, String text) {

        /** Its path below the target. */
        String path() {
            return this.original.folder() + this.version + "_" + this.name + "." + this.direction + ".sql";
        }
    }

    void write(Draft draft) {
        this.drafts.add(draft);
    }

    void mention(SourceFile file, int line, String what, String advice) {
        this.untranslated.add(new Untranslated(file.path(), line, what, advice, false));
    }

    void mention(Untranslated one) {
        this.untranslated.add(one);
    }

    List<Draft> drafts() {
        return this.drafts;
    }

    List<Untranslated> untranslated() {
        return this.untranslated;
    }
}
