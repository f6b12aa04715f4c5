package io.github.appliedset.schema.snapshot;

import io.github.appliedset.migration.SnapshotException;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.wording.CanonicalWording;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * A snapshot as one file, which an application jar reads faster than thousands of entries. Created by the build, never
 * committed.
 */
public final class PackedSnapshot {

    private static final String OBJECTS = "objects";

    private PackedSnapshot() {}

    /**
     * Packs the snapshot of a folder: {@code java -cp ... io.github.appliedset.schema.snapshot.PackedSnapshot
     * src/main/resources/db/snapshot target/classes/db/snapshot.json}.
     *
     * @param arguments the folder, and the file to write
     */
    public static void main(String... arguments) throws IOException {
        if (arguments.length != 2) {
            throw new IllegalArgumentException(
                    "expected two arguments: the folder of the snapshot, and the file to" + " write");
        }
        Path file = Path.of(arguments[1]).toAbsolutePath();
        String packed = text(SnapshotTree.at(Path.of(arguments[0])).load());
        Files.createDirectories(file.getParent());
        Files.writeString(file, packed);
    }

    static String text(Schema schema) {
        JsonText json = SnapshotFiles.header(schema).open(OBJECTS);
        for (SchemaObject object : schema.objects().values()) {
            json.open(ObjectPath.of(object.id()));
            ObjectFile.write(object, json);
            json.close();
        }
        return json.close().toString();
    }

    /**
     * Reads a packed snapshot.
     *
     * @param shown the file as shown to people
     * @throws SnapshotException with every problem, if it is invalid
     */
    static Schema read(byte[] bytes, String shown) {
        List<SchemaObject> objects = new ArrayList<>();
        SnapshotFiles.Header header;
        try {
            Map<String, Json> members = ObjectFile.members(JsonReader.read(SnapshotFiles.text(bytes)));
            Json packed = members.remove(OBJECTS);
            header = SnapshotFiles.header(new Json.Members(members, 1));
            if (packed == null) {
                throw new Json.SyntaxException(1, "missing key \"" + OBJECTS + "\"");
            }
            for (Map.Entry<String, Json> object : ObjectFile.members(packed).entrySet()) {
                objects.add(ObjectFile.read(object.getKey(), object.getValue()));
            }
        } catch (Json.SyntaxException problem) {
            throw SnapshotFiles.invalid(
                    List.of(new SnapshotProblem(shown, problem.line(), String.valueOf(problem.getMessage()))));
        }
        return SnapshotFiles.possible(header.schema(CanonicalWording.of(objects)), path -> shown + ": " + path);
    }
}
