package io.github.appliedset.support.fault;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;

/**
 * The classes of child processes, loaded and verified once: an archive that halves what the start of an application costs. With
 * {@code -Dtest.shared-classes=FOLDER}; the first of the test JVMs that starts a process makes the archive there. Nobody waits for
 * it: until it is there, a process starts without.
 */
record SharedClasses(Path folder) {

    /** The options of a process, its class path included. */
    static List<String> options() {
        String folder = System.getProperty("test.shared-classes", "");
        return folder.isEmpty() ? own() : new SharedClasses(Path.of(folder)).use();
    }

    private static List<String> own() {
        return List.of("-cp", System.getProperty("java.class.path"));
    }

    private List<String> use() {
        if (!Files.exists(archive())) {
            begin();
            return own();
        }
        // Without its warnings: tests read what a process prints.
        return List.of(
                "-XX:SharedArchiveFile=" + archive(), "-Xlog:cds=off", "-Xlog:cds+dynamic=off", "-cp", classPath());
    }

    private Path archive() {
        return this.folder.resolve("archive.jsa");
    }

    private void begin() {
        try {
            Files.createDirectories(this.folder);
            Files.createFile(this.folder.resolve("begun"));
        } catch (FileAlreadyExistsException bySomebody) {
            return;
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread thread = new Thread(this::make, "shared-classes");
        thread.setDaemon(true);
        thread.start();
    }

    private void make() {
        Path unfinished = this.folder.resolve("unfinished.jsa");
        try {
            for (String entry : entries()) {
                if (Files.isDirectory(Path.of(entry))) {
                    pack(Path.of(entry), Path.of(packed(entry)));
                }
            }
            List<String> command = new ArrayList<>(ChildJvm.command());
            command.addAll(List.of(
                    "-XX:ArchiveClassesAtExit=" + unfinished, "-cp", classPath(), UsualApplication.class.getName()));
            new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(this.folder.resolve("log").toFile())
                    .start()
                    .waitFor();
            Files.move(unfinished, archive(), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }

    private static List<String> entries() {
        return List.of(System.getProperty("java.class.path").split(File.pathSeparator));
    }

    /** An archive has no classes of folders. */
    private String classPath() {
        return String.join(
                File.pathSeparator,
                entries().stream()
                        .map(entry -> Files.isDirectory(Path.of(entry)) ? packed(entry) : entry)
                        .toList());
    }

    private String packed(String entry) {
        return this.folder
                .resolve(entries().indexOf(entry) + "-" + Path.of(entry).getFileName() + ".jar")
                .toString();
    }

    private static void pack(Path folder, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> all = Files.walk(folder)) {
            out.setLevel(0);
            for (Path path : all.skip(1).sorted().toList()) {
                String name = folder.relativize(path).toString().replace(File.separatorChar, '/');
                boolean isFolder = Files.isDirectory(path);
                out.putNextEntry(new JarEntry(isFolder ? name + "/" : name));
                if (!isFolder) {
                    Files.copy(path, out);
                }
                out.closeEntry();
            }
        }
    }
}
