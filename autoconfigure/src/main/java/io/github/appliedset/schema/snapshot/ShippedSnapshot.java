package io.github.appliedset.schema.snapshot;

import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.schema.Schema;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.springframework.core.io.Resource;
import org.springframework.core.io.ResourceLoader;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/**
 * The snapshot that an application was built with: the packed file on its class path, or else the folder.
 *
 * @param resources the class path
 * @param location of the folder on it, such as {@code db/snapshot}; the packed file is beside it, and ends in {@code .json}
 */
public record ShippedSnapshot(ResourceLoader resources, String location) {

    /**
     * Reads it.
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
            throw new UncheckedIOException(unreadable);
        }
    }

    /** Where the packed file is. */
    public String packedLocation() {
        return this.location + ".json";
    }

    /**
     * The text of the packed file, for a build that writes it.
     *
     * @return empty if it is there already, or there is no snapshot
     * @throws SnapshotException with every problem, if the snapshot cannot be read
     */
    public Optional<String> pack() {
        return resource(packedLocation()).exists() ? Optional.empty() : load().map(PackedSnapshot::text);
    }

    private Resource resource(String path) {
        return this.resources.getResource("classpath:" + path);
    }

    private Schema tree() throws IOException {
        Map<String, byte[]> files = new TreeMap<>();
        Map<String, String> shown = new TreeMap<>();
        String root = "/" + this.location + "/";
        Resource[] found = new PathMatchingResourcePatternResolver(this.resources)
                .getResources("classpath:" + this.location + "/**/*.json");
        for (Resource resource : found) {
            // The names of files hold percent signs, which an address writes as %25.
            String address =
                    URLDecoder.decode(resource.getURL().toString().replace("+", "%2B"), StandardCharsets.UTF_8);
            String path = address.substring(address.lastIndexOf(root) + root.length());
            if (path.equals(SnapshotFiles.HEADER) || SnapshotFiles.ownFolders().contains(path.split("/", 2)[0])) {
                files.put(path, bytes(resource));
                shown.put(path, resource.getDescription());
            }
        }
        return SnapshotFiles.read(files, path -> shown.getOrDefault(path, path));
    }

    private static byte[] bytes(Resource resource) throws IOException {
        try (InputStream content = resource.getInputStream()) {
            return content.readAllBytes();
        }
    }
}
