package io.github.appliedset.support;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.springframework.boot.json.JsonParserFactory;

/** JSON as {@code jq .} prints it, in the order in which it came. */
public final class PrettyJson {

    private PrettyJson() {}

    public static String of(String object) {
        return print(JsonParserFactory.getJsonParser().parseMap(object), "");
    }

    private static String print(Object value, String indent) {
        String deeper = indent + "  ";
        if (value instanceof Map<?, ?> map) {
            List<String> members = map.entrySet().stream()
                    .map(member -> quoted(member.getKey()) + ": " + print(member.getValue(), deeper))
                    .toList();
            return block("{", members, "}", indent);
        }
        if (value instanceof List<?> list) {
            return block("[", list.stream().map(item -> print(item, deeper)).toList(), "]", indent);
        }
        return value instanceof String ? quoted(value) : String.valueOf(value);
    }

    private static String block(String open, Collection<String> items, String close, String indent) {
        return items.isEmpty()
                ? open + close
                : items.stream()
                        .collect(Collectors.joining(",\n  " + indent, open + "\n  " + indent, "\n" + indent + close));
    }

    private static String quoted(Object text) {
        return '"'
                + String.valueOf(text)
                        .replace("\\", "\\\\")
                        .replace("\"", "\\\"")
                        .replace("\n", "\\n")
                + '"';
    }
}
