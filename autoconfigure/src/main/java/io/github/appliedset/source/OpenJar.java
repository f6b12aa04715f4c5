package io.github.appliedset.source;

import java.io.File;
import java.io.IOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URL;
import java.util.jar.JarFile;
import java.util.zip.ZipFile;
import org.jspecify.annotations.Nullable;

/** Opens the jar that a URL points into, as the class loader sees it: with the entries of the running release. */
final class OpenJar {

    private static final String ROOT = "!/";

    private OpenJar() {}

    /** Uses an open jar. */
    interface Look<T> {

        T at(JarFile jar) throws IOException;
    }

    /** The jar stays open as long as the class loader has it open; if it {@link #isHidden}, only while it is used. */
    static <T> T in(URL url, Look<T> look) throws IOException {
        File hidden = hidden(url);
        if (hidden != null) {
            try (JarFile opened = new JarFile(hidden, true, ZipFile.OPEN_READ, JarFile.runtimeVersion())) {
                return look.at(opened);
            }
        }
        // A jar in a jar is Spring Boot's, which uses the running release anyway.
        String root = root(url);
        URL running = new URL(root.startsWith("jar:file:") ? root + "#runtime" : root);
        if (running.openConnection() instanceof JarURLConnection toJar) {
            return look.at(toJar.getJarFile());
        }
        throw new IOException("not a jar: " + url);
    }

    /** The URL of the root of the jar. */
    static String root(URL url) {
        String text = url.toString();
        return text.substring(0, text.lastIndexOf(ROOT) + ROOT.length());
    }

    /** Whether the JDK's own connection does not find the jar: below a folder whose name ends in an exclamation mark. */
    static boolean isHidden(URL url) {
        return hidden(url) != null;
    }

    private static @Nullable File hidden(URL url) {
        String root = root(url);
        String jar = root.substring(0, root.length() - ROOT.length());
        if (!jar.startsWith("jar:file:") || !jar.contains(ROOT)) {
            return null;
        }
        File file = new File(URI.create(jar.substring("jar:".length())));
        return file.isFile() ? file : null;
    }
}
