package io.github.appliedset.text;

import java.text.Normalizer;

/** Unicode's composed form of names, in which they compare equal from any file system and any keyboard. */
public final class Composed {

    private Composed() {}

    /** The name in that form. */
    public static String of(String name) {
        // Loading the Unicode tables takes longer than reading the names of a thousand migrations.
        return isAscii(name) ? name : Normalizer.normalize(name, Normalizer.Form.NFC);
    }

    private static boolean isAscii(String name) {
        for (int i = 0; i < name.length(); i++) {
            if (name.charAt(i) > 127) {
                return false;
            }
        }
        return true;
    }
}
