package io.github.appliedset;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaCodeUnit;
import com.tngtech.archunit.core.domain.JavaMember;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.domain.JavaType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Whatever is public is API, and on the page docs/reference/java-api.md, or says that it is not. */
class ApiTests {

    private static final String ROOT = LibraryClasses.ROOT;
    private static final Pattern ROW = Pattern.compile("\\| `([\\w.]+)` \\| (.*) \\|");
    private static final Pattern TYPE = Pattern.compile("`@?([A-Z]\\w+)`");
    private static final Set<String> OTHERS =
            Set.of("java.", "javax.sql.", "org.jspecify.", "org.springframework.", "io.micrometer.");

    private static final JavaClasses CLASSES = LibraryClasses.ALL;

    @Test
    void pageListsEveryTypeOfTheApiAndNoOther() throws IOException {
        Set<String> api = CLASSES.stream()
                .filter(JavaClass::isTopLevelClass)
                .filter(ApiTests::isApi)
                .map(type -> type.getName().substring(ROOT.length() + 1))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(listed())
                .as("what is public is on the page, or marked @Internal")
                .containsExactlyInAnyOrderElementsOf(api);
    }

    private static Collection<String> listed() throws IOException {
        return Files.readString(Path.of("../docs/reference/java-api.md"))
                .lines()
                .dropWhile(line -> !line.equals("| package | types |"))
                .takeWhile(line -> !line.isEmpty())
                .map(ROW::matcher)
                .filter(Matcher::matches)
                .flatMap(row -> TYPE.matcher(row.group(2)).results().map(type -> row.group(1) + "." + type.group(1)))
                .toList();
    }

    @Test
    void signaturesOfTheApiNameTypesOfTheApiOnly() {
        Set<String> others = new TreeSet<>();
        for (JavaClass type : CLASSES) {
            if (isApi(type)) {
                named(type)
                        .filter(named -> !mayBeNamed(named, type))
                        .forEach(named -> others.add(type.getName() + " names " + named.getName()));
                type.getMembers().stream()
                        .filter(ApiTests::isApi)
                        .forEach(member -> named(member)
                                .filter(named -> !mayBeNamed(named, type))
                                .forEach(named -> others.add(member.getFullName() + " names " + named.getName())));
            }
        }

        assertThat(others)
                .as("who can call a method can name what it takes and gives")
                .isEmpty();
    }

    private static boolean isApi(JavaClass type) {
        return type.getModifiers().contains(JavaModifier.PUBLIC)
                && !type.getPackage().isAnnotatedWith(Internal.class)
                && !type.isAnnotatedWith(Internal.class)
                && type.getEnclosingClass().map(ApiTests::isApi).orElse(true);
    }

    private static boolean isApi(JavaMember member) {
        Set<JavaModifier> modifiers = member.getModifiers();
        return (modifiers.contains(JavaModifier.PUBLIC) || modifiers.contains(JavaModifier.PROTECTED))
                && !modifiers.contains(JavaModifier.SYNTHETIC)
                && !member.isAnnotatedWith(Internal.class);
    }

    private static boolean mayBeNamed(JavaClass named, JavaClass by) {
        JavaClass type = named.getBaseComponentType();
        return type.isPrimitive()
                || OTHERS.stream().anyMatch(type.getName()::startsWith)
                || type.getName().startsWith(ROOT + ".") && isApi(type)
                || type.getName().startsWith("org.assertj.")
                        && by.getPackageName().equals(ROOT + ".test");
    }

    private static Stream<JavaClass> named(JavaClass type) {
        return Stream.of(
                        type.getSuperclass().stream(), type.getInterfaces().stream(), type.getTypeParameters().stream())
                .flatMap(types -> types)
                .map(JavaType.class::cast)
                .flatMap(used -> used.getAllInvolvedRawTypes().stream());
    }

    private static Stream<JavaClass> named(JavaMember member) {
        Set<JavaClass> types = member.getAllInvolvedRawTypes();
        return member instanceof JavaCodeUnit unit
                ? Stream.concat(types.stream(), unit.getExceptionTypes().stream())
                : types.stream();
    }
}
