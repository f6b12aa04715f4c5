package io.github.appliedset.source;

import io.github.appliedset.migration.MigrationFile;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Enumeration;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;

/** Lists the SQL files below a folder of a jar by the names of its entries, which a URL would encode. */
final class JarListing {

    private JarListing() {}

    /** Whether the URL points into a jar. */
    static boolean isJar(URL url) throws IOException {
        return url.openConnection() instanceof JarURLConnection;
    }

    /**
     * Adds the files found.
     *
     * @param jar URL of the jar's root or of any folder in it
     * @param folder the folder, without a trailing slash
     * @return whether the jar has the folder
     */
    static boolean list(URL jar, String folder, List<FoundFile> found) throws IOException {
        String prefix = folder + "/";
        boolean exists = false;
        // The class loader opened it and closes it.
        JarFile opened = EntryContent.jar(jar);
        Enumeration<JarEntry> entries = opened.entries();
        while (entries.hasMoreElements()) {
            JarEntry entry = entries.nextElement();
            String name = entry.getName();
            if (name.startsWith(prefix)) {
                exists = true;
                if (!entry.isDirectory() && MigrationFileName.isSql(name)) {
                    found.add(file(jar, opened, name));
                }
            }
        }
        return exists;
    }

    private static FoundFile file(URL jar, JarFile opened, String entry) {
        String root = jar.toString();
        String location = root.substring(0, root.lastIndexOf("!/") + 2) + entry;
        MigrationFile file = new MigrationFile(entry, location, new EntryContent(jar, opened, entry));
        return new FoundFile(entry.substring(entry.lastIndexOf('/') + 1), file, location);
    }

    /** Whether the jar has no entry of this name. */
    static boolean lacks(URL jar, String entry) throws IOException {
        return EntryContent.jar(jar).getEntry(entry) == null;
    }
}
