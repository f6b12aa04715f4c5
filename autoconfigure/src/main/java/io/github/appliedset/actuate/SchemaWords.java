package io.github.appliedset.actuate;

import io.github.appliedset.drift.SchemaVerdict;
import io.github.appliedset.drift.SchemaVerdict.Compared;
import io.github.appliedset.drift.SchemaVerdict.NotComparable;
import io.github.appliedset.schema.drift.DriftText;
import io.github.appliedset.text.Count;

/** A verdict in a few words. */
final class SchemaWords {

    private SchemaWords() {}

    static String of(SchemaVerdict verdict) {
        if (verdict instanceof Compared compared) {
            int differences = compared.drift().differences().size();
            String notTold = DriftText.notTold(compared.drift().notTold());
            return (differences == 0
                            ? "matches the snapshot"
                            : Count.of(differences, "object") + (differences == 1 ? " differs" : " differ")
                                    + " from the snapshot")
                    + (notTold.isEmpty() ? "" : "; " + notTold);
        }
        return verdict instanceof NotComparable not ? "not compared: " + not.reason() : "no snapshot";
    }
}
