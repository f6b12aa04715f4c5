package io.github.appliedset.schema.snapshot;

import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Path of the file of an object. Names work on every file system: ASCII, no upper case, no reserved names; everything else is
 * written as {@code %XX}.
 */
final class ObjectPath {

    static final String SUFFIX = ".json";

    private static final int LONGEST = 150;
    private static final int KEPT = 120;
    private static final int HASHED = 8;
    private static final String SAFE = "abcdefghijklmnopqrstuvwxyz0123456789_-.,()[]{}+=@#$&'!;^`~ ";
    private static final Set<String> DEVICES = Stream.concat(
                    Stream.of("con", "prn", "aux", "nul", "conin$", "conout$"),
                    IntStream.range(0, 10).boxed().flatMap(number -> Stream.of("com" + number, "lpt" + number)))
            .collect(Collectors.toUnmodifiableSet());

    private ObjectPath() {}

    /** Below the root of the snapshot, with slashes. */
    static String of(ObjectId id) {
        return id.kind().hasParts()
                ? folder(id) + "/" + own(id.kind()) + SUFFIX
                : folderOfKind(id) + "/" + encoded(id.name()) + SUFFIX;
    }

    private static String folder(ObjectId id) {
        return folderOfKind(id) + "/" + encoded(id.name());
    }

    private static String folderOfKind(ObjectId id) {
        ObjectId parent = id.parent();
        return (parent == null ? "" : folder(parent) + "/") + id.kind().folder();
    }

    private static String own(ObjectKind kind) {
        return kind.label().replace(' ', '-');
    }

    /**
     * The kinds that the file at a path can contain, each preceded by the kinds of its parents; empty if no snapshot file can
     * have that path.
     */
    static List<List<ObjectKind>> kindsAt(String path) {
        if (!path.endsWith(SUFFIX)) {
            return List.of();
        }
        List<List<ObjectKind>> found = new ArrayList<>();
        List<ObjectKind> outer = new ArrayList<>();
        String[] parts = path.substring(0, path.length() - SUFFIX.length()).split("/", -1);
        for (int index = 0; index + 1 < parts.length; index += 2) {
            boolean last = index + 2 == parts.length;
            List<ObjectKind> kinds =
                    ObjectKind.in(parts[index], innermost(outer)).toList();
            if (last) {
                kinds.stream().filter(kind -> !kind.hasParts()).forEach(kind -> found.add(with(outer, kind)));
                return found;
            }
            if (kinds.isEmpty() || !kinds.get(0).hasParts()) {
                return List.of();
            }
            outer.add(kinds.get(0));
        }
        if (!outer.isEmpty() && parts[parts.length - 1].equals(own(outer.get(outer.size() - 1)))) {
            found.add(List.copyOf(outer));
        }
        return found;
    }

    private static Optional<ObjectKind> innermost(List<ObjectKind> kinds) {
        return kinds.isEmpty() ? Optional.empty() : Optional.of(kinds.get(kinds.size() - 1));
    }

    private static List<ObjectKind> with(List<ObjectKind> outer, ObjectKind kind) {
        List<ObjectKind> all = new ArrayList<>(outer);
        all.add(kind);
        return List.copyOf(all);
    }

    private static String encoded(String name) {
        StringBuilder encoded = new StringBuilder();
        byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
        boolean device = isDevice(name);
        for (int index = 0; index < bytes.length; index++) {
            char character = (char) (bytes[index] & 0xFF);
            boolean atEdge = index == 0 || index == bytes.length - 1;
            boolean safe = SAFE.indexOf(character) >= 0
                    && !(atEdge && (character == '.' || character == ' '))
                    && !(index == 0 && device);
            if (safe) {
                encoded.append(character);
            } else {
                encoded.append(String.format("%%%02X", (int) character));
            }
        }
        return encoded.length() <= LONGEST ? encoded.toString() : encoded.substring(0, KEPT) + "~" + hash(name);
    }

    /** Even with an extension. */
    private static boolean isDevice(String name) {
        int dot = name.indexOf('.');
        return DEVICES.contains((dot < 0 ? name : name.substring(0, dot)).toLowerCase(Locale.ROOT));
    }

    private static String hash(String name) {
        try {
            byte[] digest = MessageDigest.getInstance("SHA-256").digest(name.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(digest, 0, HASHED);
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java platform has SHA-256", impossible);
        }
    }
}
