package io.github.appliedset.support;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import net.bytebuddy.jar.asm.ClassReader;
import net.bytebuddy.jar.asm.ClassWriter;
import net.bytebuddy.jar.asm.commons.ClassRemapper;
import net.bytebuddy.jar.asm.commons.Remapper;
import org.postgresql.Driver;

/** Writes the driver's jar as a later release could be: what is no API of it, {@code org.postgresql.core}, has other names. */
public final class RenamedDriver {

    private static final String INTERNALS = "org/postgresql/core/";
    private static final String RENAMED = "org/postgresql/inner/";

    private RenamedDriver() {}

    /**
     * Writes the jar.
     *
     * @param arguments the file to write
     */
    public static void main(String[] arguments) throws Exception {
        Path jar = Path.of(
                Driver.class.getProtectionDomain().getCodeSource().getLocation().toURI());
        Path target = Path.of(arguments[0]);
        Files.createDirectories(target.getParent());
        write(jar, target);
    }

    private static void write(Path jar, Path target) throws IOException {
        try (JarFile driver = new JarFile(jar.toFile());
                JarOutputStream out = new JarOutputStream(Files.newOutputStream(target))) {
            for (JarEntry entry : Collections.list(driver.entries())) {
                if (entry.isDirectory() || entry.getName().matches("META-INF/(MANIFEST.MF|.*\\.(SF|RSA))")) {
                    continue;
                }
                byte[] content = driver.getInputStream(entry).readAllBytes();
                out.putNextEntry(new JarEntry(renamed(entry.getName())));
                out.write(entry.getName().endsWith(".class") ? renamed(content) : content);
            }
        }
    }

    private static String renamed(String name) {
        return name.startsWith(INTERNALS) ? RENAMED + name.substring(INTERNALS.length()) : name;
    }

    /** The constructor that names a version of the bytecode API is not in all versions that we are built with. */
    @SuppressWarnings("deprecation")
    private static byte[] renamed(byte[] type) {
        ClassWriter writer = new ClassWriter(0);
        new ClassReader(type)
                .accept(
                        new ClassRemapper(writer, new Remapper() {
                            @Override
                            public String map(String internalName) {
                                return renamed(internalName);
                            }
                        }),
                        0);
        return writer.toByteArray();
    }
}
