package io.github.appliedset.branch.git;

import io.github.appliedset.branch.BranchException;
import io.github.appliedset.branch.BranchFile;
import io.github.appliedset.branch.FileStep;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What is about to be done to files, written down before the first is touched, so that a run that was killed is finished by
 * the next one.
 *
 * @param position where the repository stood
 * @param entries each change
 */
record Journal(String position, List<Entry> entries) {

    private static final String TITLE = "applied-set resolve 3";
    private static final String NONE = "-";

    Journal {
        entries = List.copyOf(entries);
    }

    /**
     * One change.
     *
     * @param step the change
     * @param before checksum of the file before it, {@code -} for no file
     */
    record Entry(FileStep step, String before) {}

    /** The path of each change. */
    List<String> paths() {
        return this.entries.stream().map(entry -> entry.step().path()).toList();
    }

    /** The journal of a run that has not finished; empty if there is none. */
    static Optional<Journal> in(Path file) {
        if (!Files.exists(file)) {
            return Optional.empty();
        }
        try {
            List<String> lines = Files.readAllLines(file);
            if (lines.size() < 2 || !lines.get(0).equals(TITLE)) {
                throw unreadable(file, null);
            }
            List<Entry> entries = new ArrayList<>();
            for (String line : lines.subList(2, lines.size())) {
                String[] words = line.split(" ", -1);
                byte[] content =
                        words[2].equals(NONE) ? null : Base64.getDecoder().decode(words[2]);
                String path = new String(Base64.getDecoder().decode(words[0]), StandardCharsets.UTF_8);
                entries.add(new Entry(new FileStep(path, content), words[1]));
            }
            return Optional.of(new Journal(lines.get(1), entries));
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException damaged) {
            throw unreadable(file, damaged);
        }
    }

    private static BranchException unreadable(Path file, @Nullable Exception cause) {
        return BranchException.unreadable(
                "The journal of an unfinished resolve cannot be read: " + file + ".",
                "Check git status, correct the files, and delete the journal.",
                cause);
    }

    /** Writes it all or not at all. */
    void write(Path file) {
        List<String> lines = new ArrayList<>(List.of(TITLE, this.position));
        for (Entry entry : this.entries) {
            byte[] content = entry.step().content();
            String encoded = content == null ? NONE : Base64.getEncoder().encodeToString(content);
            lines.add(Base64.getEncoder().encodeToString(entry.step().path().getBytes(StandardCharsets.UTF_8)) + " "
                    + entry.before() + " " + encoded);
        }
        replace(file, (String.join("\n", lines) + "\n").getBytes(StandardCharsets.UTF_8));
    }

    /** Writes a file so that it has the old content or the new one, whenever the process ends. */
    static void replace(Path file, byte[] content) {
        Path beside = beside(file);
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(
                    beside,
                    content,
                    StandardOpenOption.CREATE,
                    StandardOpenOption.TRUNCATE_EXISTING,
                    StandardOpenOption.WRITE,
                    StandardOpenOption.SYNC);
            Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failure) {
            throw BranchException.unreadable(
                    file + " cannot be written: " + failure + ".",
                    "Fix the cause and run the command again: it continues where it stopped.",
                    failure);
        }
    }

    /** What is written before it gets the name of a file. */
    static Path beside(Path file) {
        return file.resolveSibling(file.getFileName() + ".applied-set");
    }

    /** The checksum of what is there now. */
    static String present(Path file) {
        try {
            return Files.exists(file)
                    ? new BranchFile(file.toString(), Files.readAllBytes(file))
                            .checksum()
                            .hex()
                    : NONE;
        } catch (IOException failure) {
            throw BranchException.unreadable(
                    file + " cannot be read: " + failure + ".", "Fix the cause and run the command again.", failure);
        }
    }

    /** The checksum that a step leads to. */
    static String after(FileStep step) {
        byte[] content = step.content();
        return content == null
                ? NONE
                : new BranchFile(step.path(), content).checksum().hex();
    }
}
