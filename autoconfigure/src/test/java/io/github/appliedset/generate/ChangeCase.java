package io.github.appliedset.generate;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * A change of a schema, and the files that lead there. Each has a folder:
 *
 * <ul>
 *   <li>{@code from.sql} and {@code to.sql}, the two schemas
 *   <li>{@code up.txt}, what is generated from the first to the second
 *   <li>{@code back.txt}, what is generated from the second to the first; without it there is no such case
 *   <li>{@code up-18.txt} and {@code back-18.txt}, what is generated on PostgreSQL 18, where that differs
 *   <li>{@code refused.txt}, words of the refusal, instead of {@code up.txt}
 *   <li>{@code options.txt}, settings of the generator
 *   <li>{@code since.txt}, the first major of PostgreSQL that knows what is used
 * </ul>
 *
 * @param folder the folder
 * @param isBack whether it leads from the second schema to the first
 */
record ChangeCase(Path folder, boolean isBack) {

    private static final int USUAL = 17;

    static final Path FOLDER = Path.of("src/test/resources/generate");

    /** All of them, in the order of their names. */
    static List<ChangeCase> all() throws IOException {
        List<ChangeCase> cases = new ArrayList<>();
        try (Stream<Path> files = Files.walk(FOLDER)) {
            for (Path from :
                    files.filter(file -> file.endsWith("from.sql")).sorted().toList()) {
                Path folder = from.getParent();
                cases.add(new ChangeCase(folder, false));
                if (Files.exists(folder.resolve("back.txt"))) {
                    cases.add(new ChangeCase(folder, true));
                }
            }
        }
        return cases;
    }

    String from() {
        return text(this.isBack ? "to.sql" : "from.sql");
    }

    String to() {
        return text(this.isBack ? "from.sql" : "to.sql");
    }

    /** What is generated on PostgreSQL 17, as {@link ChangeCaseTests} writes it. */
    String expected() {
        return text(expectation());
    }

    /** The same on another one. */
    String expected(int major) {
        return Files.exists(this.folder.resolve(expectation(major))) ? text(expectation(major)) : expected();
    }

    /** Words of the reason; empty if it is not refused. */
    String refused() {
        return this.isBack ? "" : text("refused.txt");
    }

    List<String> options() {
        return text("options.txt").lines().toList();
    }

    int since() {
        String since = text("since.txt");
        return since.isEmpty() ? 0 : Integer.parseInt(since);
    }

    void update(String outcome, int major) throws IOException {
        Path other = this.folder.resolve(expectation(major));
        Files.deleteIfExists(other);
        boolean isUsual = major == USUAL || since() > USUAL;
        if (isUsual || !outcome.equals(expected())) {
            Files.writeString(
                    isUsual ? this.folder.resolve(expectation()) : other, outcome.isEmpty() ? "" : outcome + "\n");
        }
    }

    private String expectation(int major) {
        return (this.isBack ? "back-" : "up-") + major + ".txt";
    }

    private String expectation() {
        return this.isBack ? "back.txt" : "up.txt";
    }

    private String text(String file) {
        try {
            Path path = this.folder.resolve(file);
            return Files.exists(path) ? Files.readString(path).strip() : "";
        } catch (IOException damaged) {
            throw new UncheckedIOException(damaged);
        }
    }

    @Override
    public String toString() {
        return FOLDER.relativize(this.folder) + (this.isBack ? ", back" : "");
    }
}
