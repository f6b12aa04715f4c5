package io.github.appliedset.source;

import java.io.File;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.jar.Attributes.Name;
import java.util.jar.JarFile;
import java.util.jar.Manifest;

/**
 * The jars of a class path that have no entries for their folders, so that a class loader finds no folder in them. Such
 * a jar lacks the entry {@code META-INF/}.
 *
 * <p>Asks the class loader for entries that nearly every jar has: opening every jar would dominate the start. Jars
 * without a manifest are found by name.
 */
final class JarsWithoutFolders {

    private static final String FOLDER = "META-INF/";
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    /** The roots that the class loader reported. */
    private final Set<String> known;

    private final Set<String> unknown = new LinkedHashSet<>();

    private JarsWithoutFolders(Set<String> known) {
        this.known = known;
    }

    /**
     * Finds them.
     *
     * @param classPath class path of the JVM, which the system class loader does not expose
     * @return URLs of their roots
     */
    static List<URL> of(ClassLoader classLoader, String classPath) throws IOException {
        Set<String> withFolders = roots(classLoader, FOLDER);
        Set<String> withManifest = roots(classLoader, MANIFEST);
        List<URL> found = new ArrayList<>();
        for (String root : withManifest) {
            if (!withFolders.contains(root) && JarListing.isJar(new URL(root))) {
                found.add(new URL(root));
            }
        }
        withManifest.addAll(withFolders);
        JarsWithoutFolders named = new JarsWithoutFolders(withManifest);
        named.addJars(classLoader, classPath);
        for (String root : named.unknown) {
            if (lacksFolders(new URL(root))) {
                found.add(new URL(root));
            }
        }
        return found;
    }

    /** Where the class loader finds an entry. */
    private static Set<String> roots(ClassLoader classLoader, String entry) throws IOException {
        Set<String> roots = new LinkedHashSet<>();
        Enumeration<URL> urls = classLoader.getResources(entry);
        while (urls.hasMoreElements()) {
            String url = urls.nextElement().toString();
            roots.add(url.substring(0, url.length() - entry.length()));
        }
        return roots;
    }

    private static boolean lacksFolders(URL root) {
        try {
            return JarListing.isJar(root) && JarListing.lacks(root, FOLDER);
        } catch (IOException noJar) {
            // The class loader skips it as well.
            return false;
        }
    }

    /** Adds the jars that the class path names. */
    private void addJars(ClassLoader classLoader, String classPath) {
        for (ClassLoader loader = classLoader; loader != null; loader = loader.getParent()) {
            if (loader instanceof URLClassLoader withUrls) {
                for (URL url : withUrls.getURLs()) {
                    add(url.toString());
                }
            }
            if (loader == ClassLoader.getSystemClassLoader()) {
                addJars(classPath);
            }
        }
    }

    private void addJars(String classPath) {
        String[] paths = classPath.split(File.pathSeparator);
        for (String path : paths) {
            addJar(path);
        }
        if (paths.length == 1) {
            addLibraries(paths[0]);
        }
    }

    private void addJar(String path) {
        // The usual spelling; resolving links takes time for each jar.
        if (!this.known.contains("jar:file:" + path + "!/")) {
            try {
                // The class loader reports the target of a link.
                add(Path.of(path).toRealPath().toUri().toURL().toString());
            } catch (IOException | InvalidPathException notThere) {
                // The class loader skips it as well.
            }
        }
    }

    private void add(String url) {
        String root = url.endsWith("!/") ? url : "jar:" + url + "!/";
        boolean isFolder = url.endsWith("/") && !url.endsWith("!/");
        if (!isFolder && !this.known.contains(root)) {
            this.unknown.add(root);
        }
    }

    /** Adds the libraries listed in the manifest of an application started with {@code java -jar}. */
    private void addLibraries(String application) {
        try (JarFile jar = new JarFile(application)) {
            Manifest manifest = jar.getManifest();
            String libraries =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Name.CLASS_PATH);
            if (libraries != null) {
                for (String library : libraries.split(" ")) {
                    addJar(new File(new File(application)
                                    .toURI()
                                    .resolve(library)
                                    .getPath())
                            .toString());
                }
            }
        } catch (IOException | IllegalArgumentException noJar) {
            // A folder, or a path that does not exist.
        }
    }
}
