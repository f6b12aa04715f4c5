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
 * The jars of a class path that have no entries for their folders, so that a class loader does not find a folder in them.
 * Such a jar is told by its lack of {@code META-INF/}.
 *
 * <p>Asks the class loader for what nearly every jar has: to open each of them takes longer than all else in a start. Jars
 * without a manifest are found by name.
 */
final class JarsWithoutFolders {

    private static final String FOLDER = "META-INF/";
    private static final String MANIFEST = "META-INF/MANIFEST.MF";

    private JarsWithoutFolders() {}

    /**
     * Finds them.
     *
     * @param classPath of the JVM, which the system class loader does not tell
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
        for (String root : named(classLoader, classPath)) {
            if (!withFolders.contains(root) && !withManifest.contains(root) && lacksFolders(new URL(root))) {
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
            // The class loader passes it over as well.
            return false;
        }
    }

    /** The jars that the class path names. */
    private static Set<String> named(ClassLoader classLoader, String classPath) {
        Set<String> roots = new LinkedHashSet<>();
        for (ClassLoader loader = classLoader; loader != null; loader = loader.getParent()) {
            if (loader instanceof URLClassLoader withUrls) {
                for (URL url : withUrls.getURLs()) {
                    addRoot(url.toString(), roots);
                }
            }
            if (loader == ClassLoader.getSystemClassLoader()) {
                addJars(classPath, roots);
            }
        }
        return roots;
    }

    private static void addRoot(String url, Set<String> roots) {
        if (url.endsWith("!/")) {
            roots.add(url);
        } else if (!url.endsWith("/")) {
            roots.add("jar:" + url + "!/");
        }
    }

    private static void addJars(String classPath, Set<String> roots) {
        String[] paths = classPath.split(File.pathSeparator);
        for (String path : paths) {
            addJar(path, roots);
        }
        if (paths.length == 1) {
            addLibraries(paths[0], roots);
        }
    }

    private static void addJar(String path, Set<String> roots) {
        try {
            // The class loader names what a link leads to.
            addRoot(Path.of(path).toRealPath().toUri().toURL().toString(), roots);
        } catch (IOException | InvalidPathException notThere) {
            // The class loader passes it over as well.
        }
    }

    /** Adds the libraries that an application started with {@code java -jar} names itself. */
    private static void addLibraries(String application, Set<String> roots) {
        try (JarFile jar = new JarFile(application)) {
            Manifest manifest = jar.getManifest();
            String libraries =
                    manifest == null ? null : manifest.getMainAttributes().getValue(Name.CLASS_PATH);
            if (libraries != null) {
                for (String library : libraries.split(" ")) {
                    addJar(
                            new File(new File(application)
                                            .toURI()
                                            .resolve(library)
                                            .getPath())
                                    .toString(),
                            roots);
                }
            }
        } catch (IOException | IllegalArgumentException noJar) {
            // A folder, or a path that leads nowhere.
        }
    }
}
