package io.github.appliedset.schema.snapshot;

import io.github.appliedset.schema.Attribute;
import io.github.appliedset.schema.AttributeValue;
import io.github.appliedset.schema.AttributeValue.Flag;
import io.github.appliedset.schema.AttributeValue.Items;
import io.github.appliedset.schema.AttributeValue.Text;
import io.github.appliedset.schema.AttributeValue.Whole;
import io.github.appliedset.schema.ObjectId;
import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.SchemaObject;
import io.github.appliedset.schema.wording.KeywordNames;
import java.util.EnumMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The text of the file of one object: its kind with its name, then its attributes. */
final class ObjectFile {

    private ObjectFile() {}

    static void write(SchemaObject object, JsonText json) {
        json.text(object.id().kind().label(), object.id().qualifiedName());
        object.attributes().forEach((attribute, value) -> {
            if (value instanceof Text text) {
                if (attribute.form() == Attribute.Form.LINES) {
                    json.items(attribute.key(), List.of(text.text().split("\n", -1)));
                } else {
                    json.text(attribute.key(), text.text());
                }
            } else if (value instanceof Items items) {
                json.items(attribute.key(), items.items());
            } else if (value instanceof Whole whole) {
                json.whole(attribute.key(), whole.number());
            } else {
                json.flag(attribute.key());
            }
        });
    }

    /**
     * Reads the result of {@link #write}.
     *
     * @param path below the root of the snapshot; determines what the file can contain
     * @throws Json.SyntaxException if the file contains something else
     */
    static SchemaObject read(String path, Json json) {
        List<List<ObjectKind>> possible = ObjectPath.kindsAt(path);
        if (possible.isEmpty()) {
            throw new Json.SyntaxException(0, "not the name of a snapshot file");
        }
        Iterator<Map.Entry<String, Json>> members = members(json).entrySet().iterator();
        if (!members.hasNext()) {
            throw new Json.SyntaxException(json.line(), "the name of the object is missing");
        }
        ObjectId id = id(path, possible, members.next());
        Map<Attribute, AttributeValue> attributes = new EnumMap<>(Attribute.class);
        while (members.hasNext()) {
            Map.Entry<String, Json> member = members.next();
            Attribute attribute = Attribute.of(member.getKey())
                    .orElseThrow(() -> new Json.SyntaxException(
                            member.getValue().line(), "unknown key \"" + member.getKey() + "\""));
            attributes.put(attribute, value(attribute, member.getValue()));
        }
        return new SchemaObject(id, attributes);
    }

    static Map<String, Json> members(Json json) {
        if (json instanceof Json.Members object) {
            return object.members();
        }
        throw new Json.SyntaxException(json.line(), "expected '{'");
    }

    private static ObjectId id(String path, List<List<ObjectKind>> possible, Map.Entry<String, Json> head) {
        List<ObjectKind> kinds = possible.stream()
                .filter(each -> each.get(each.size() - 1).label().equals(head.getKey()))
                .findFirst()
                .orElseThrow(() -> new Json.SyntaxException(
                        head.getValue().line(),
                        "the first key is \"" + head.getKey() + "\", but a file in this folder begins with "
                                + possible.stream()
                                        .map(each ->
                                                '"' + each.get(each.size() - 1).label() + '"')
                                        .collect(Collectors.joining(" or "))));
        ObjectId written;
        try {
            written = ObjectId.parse(kinds, text(head.getValue()));
        } catch (IllegalArgumentException noName) {
            throw new Json.SyntaxException(head.getValue().line(), String.valueOf(noName.getMessage()));
        }
        // Snapshots of an earlier release have quotes where the server had them.
        ObjectId id = KeywordNames.unquoted(written);
        if (!ObjectPath.of(id).equals(path) && !ObjectPath.of(written).equals(path)) {
            throw new Json.SyntaxException(
                    head.getValue().line(), "this is " + id + ", which belongs in " + ObjectPath.of(id));
        }
        return id;
    }

    private static AttributeValue value(Attribute attribute, Json json) {
        return switch (attribute.form()) {
            case TEXT -> new Text(text(json));
            case LINES -> new Text(String.join("\n", texts(json)));
            case LIST -> new Items(texts(json));
            case NUMBER -> {
                if (json instanceof Json.Whole whole) {
                    yield new Whole(whole.number());
                }
                throw new Json.SyntaxException(json.line(), "expected a number for \"" + attribute.key() + "\"");
            }
            case FLAG -> {
                if (json instanceof Json.Flag flag && flag.set()) {
                    yield new Flag();
                }
                throw new Json.SyntaxException(json.line(), "\"" + attribute.key() + "\" must be true or left out");
            }
        };
    }

    static String text(Json json) {
        if (json instanceof Json.Text text) {
            return text.text();
        }
        throw new Json.SyntaxException(json.line(), "expected a string");
    }

    private static List<String> texts(Json json) {
        return items(json).stream().map(ObjectFile::text).toList();
    }

    static List<Json> items(Json json) {
        if (json instanceof Json.Items items) {
            return items.items();
        }
        throw new Json.SyntaxException(json.line(), "expected a list of strings");
    }
}
