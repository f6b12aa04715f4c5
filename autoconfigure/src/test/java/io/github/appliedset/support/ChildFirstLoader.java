package io.github.appliedset.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;

/** Loads our classes once more, with less around them: some classes are missing, and ours may be changed. */
public final class ChildFirstLoader extends ClassLoader {

    private static final String OURS = "io.github.appliedset.";

    private final Predicate<String> missing;
    private final UnaryOperator<byte[]> change;

    public ChildFirstLoader(Predicate<String> missing, UnaryOperator<byte[]> change) {
        super(ChildFirstLoader.class.getClassLoader());
        this.missing = missing;
        this.change = change;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (this.missing.test(name)) {
            throw new ClassNotFoundException(name);
        }
        if (!name.startsWith(OURS)) {
            return super.loadClass(name, resolve);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            if (loaded == null) {
                byte[] bytes = this.change.apply(bytes(name));
                loaded = defineClass(name, bytes, 0, bytes.length);
            }
            return loaded;
        }
    }

    private byte[] bytes(String name) throws ClassNotFoundException {
        try (InputStream in = getParent().getResourceAsStream(name.replace('.', '/') + ".class")) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            return in.readAllBytes();
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }
}
