package io.github.appliedset.schema.snapshot;

import io.github.appliedset.Internal;
import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The snapshot that an application was built with: the packed file on its class path, or else the folder.
 *
 * @param resources the class path
 * @param location of the folder on it, such as {@code db/snapshot}; the packed file is beside it, and ends in {@code .json}
 */
@Internal
public record ShippedSnapshot(ResourceLoader resources, String location) {

    /**
     * Reads the snapshot.
     *
     * @return empty if the application has none
     * @throws SnapshotException with every problem, if there is one that cannot be read
     */
    public Optional<Schema> load() {
        try {
            Resource packed = resource(packedLocation());
            if (packed.exists()) {
                return Optional.of(PackedSnapshot.read(bytes(packed), packed.getDescription()));
            }
            return resource(this.location + "/" + SnapshotFiles.HEADER).exists()
                    ? Optional.of(tree())
                    : Optional.empty();
        } catch (IOException unreadable) {
            throw SnapshotException.inaccessible(unreadable);
        }
    }

    /** Location of the packed file. */
    public String packedLocation() {
        return this.location + ".json";
    }

    /**
     * The text of the packed file, for a build that writes it.
     *
     * @return empty if it already exists, or there is no snapshot
     * @throws SnapshotException with every problem, if the snapshot cannot be read
     */
    public Optional<String> pack() {
        return resource(packedLocation()).exists() ? Optional.empty() : load().map(PackedSnapshot::text);
    }

    private Resource resource(String path) {
        return this.resources.getResource("classpath:" + path);
    }

    private Schema tree() throws IOException {
        URL header = resource(this.location + "/" + SnapshotFiles.HEADER).getURL();
        if (header.openConnection() instanceof JarURLConnection jar) {
            return inJar(jar);
        }
        return header.getProtocol().equals("file")
                ? SnapshotTree.at(folder(header)).load()
                : listed();
    }

    private static Path folder(URL header) throws IOException {
        try {
            return Objects.requireNonNull(Path.of(header.toURI()).getParent());
        } catch (URISyntaxException invalid) {
            throw new IOException(invalid);
        }
    }

    /** Goes through all entries, because not every jar has entries for its folders. */
    private Schema inJar(JarURLConnection header) throws IOException {
        header.setUseCaches(false);
        String root =
                header.getEntryName().substring(0, header.getEntryName().length() - SnapshotFiles.HEADER.length());
        Map<String, byte[]> files = new TreeMap<>();
        String shown;
        try (JarFile jar = header.getJarFile()) {
            shown = jar.getName();
            for (JarEntry entry : Collections.list(jar.entries())) {
                String path = entry.getName().startsWith(root) ? entry.getName().substring(root.length()) : "";
                if (path.endsWith(ObjectPath.SUFFIX) && isOurs(path)) {
                    try (InputStream content = jar.getInputStream(entry)) {
                        files.put(path, content.readAllBytes());
                    }
                }
            }
        }
        return SnapshotFiles.read(files, path -> shown + "!/" + root + path);
    }

    /** Where neither a file system nor a jar can be read, as in a native image. */
    private Schema listed() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        Map<String, String> shown = new TreeMap<>();
        String root = "/" + this.location + "/";
        Resource[] found = new PathMatchingResourcePatternResolver(this.resources)
                .getResources("classpath:" + this.location + "/**/*.json");
        for (Resource resource : found) {
            // File names contain percent signs, which a URL encodes as %25.
            String address =
                    URLDecoder.decode(resource.getURL().toString().replace("+", "%2B"), StandardCharsets.UTF_8);
            String path = address.substring(address.lastIndexOf(root) + root.length());
            if (isOurs(path)) {
                files.put(path, bytes(resource));
                shown.put(path, resource.getDescription());
            }
        }
        return SnapshotFiles.read(files, path -> shown.getOrDefault(path, path));
    }

    private static boolean isOurs(String path) {
        return path.equals(SnapshotFiles.HEADER) || SnapshotFiles.ownFolders().contains(path.split("/", 2)[0]);
    }

    private static byte[] bytes(Resource resource) throws IOException {
        try (InputStream content = resource.getInputStream()) {
            return content.readAllBytes();
        }
    }
}
