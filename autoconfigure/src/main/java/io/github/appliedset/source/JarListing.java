package io.github.appliedset.source;

import io.github.appliedset.migration.MigrationFile;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URL;
import java.util.Iterator;
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
        return OpenJar.in(jar, opened -> {
            boolean exists = false;
            // What the class loader finds: in a multi-release jar, the entries of the running release.
            for (Iterator<JarEntry> entries = opened.versionedStream().iterator(); entries.hasNext(); ) {
                JarEntry entry = entries.next();
                String name = baseName(entry, opened);
                if (name.startsWith(prefix)) {
                    exists = true;
                    if (!entry.isDirectory() && MigrationFileName.isSql(name)) {
                        found.add(file(jar, opened, name, entry));
                    }
                }
            }
            return exists;
        });
    }

    /** The JDK's connection to a jar forgets the base name of an entry that belongs to a release. */
    private static String baseName(JarEntry entry, JarFile jar) {
        return jar.isMultiRelease() ? entry.getName().replaceFirst("^META-INF/versions/\\d+/", "") : entry.getName();
    }

    private static FoundFile file(URL jar, JarFile opened, String name, JarEntry entry) {
        String location = OpenJar.root(jar) + entry.getRealName();
        MigrationFile file = new MigrationFile(name, location, new EntryContent(jar, opened, name, entry));
        return new FoundFile(name.substring(name.lastIndexOf('/') + 1), file, location, null);
    }

    /** Whether the jar has no entry of this name. */
    static boolean lacks(URL jar, String entry) throws IOException {
        return OpenJar.in(jar, opened -> opened.getEntry(entry) == null);
    }
}
