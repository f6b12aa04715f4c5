package io.github.appliedset.schema;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import org.junit.jupiter.api.Test;

class ObjectIdTests {

    private static final ObjectId APP = ObjectId.of(ObjectKind.SCHEMA, "app");

    @Test
    void nameIsQualifiedAndQuotedWhereSqlAsksForIt() {
        ObjectId table = APP.part(ObjectKind.TABLE, "Odd \"one\"");

        assertThat(table.part(ObjectKind.COLUMN, "a.b")).hasToString("column app.\"Odd \"\"one\"\"\".\"a.b\"");
        assertThat(APP.part(ObjectKind.FUNCTION, "f(integer, app.mood)"))
                .hasToString("function app.f(integer, app.mood)");
    }

    @Test
    void nameIsReadAsItWasWritten() {
        ObjectId column = APP.part(ObjectKind.TABLE, "Odd \"one\"").part(ObjectKind.COLUMN, "a.b");
        ObjectId function = APP.part(ObjectKind.FUNCTION, "\"F.f\"(integer, app.mood)");

        assertThat(ObjectId.parse(
                        List.of(ObjectKind.SCHEMA, ObjectKind.TABLE, ObjectKind.COLUMN), column.qualifiedName()))
                .isEqualTo(column);
        assertThat(ObjectId.parse(List.of(ObjectKind.SCHEMA, ObjectKind.FUNCTION), function.qualifiedName()))
                .isEqualTo(function);
    }

    @Test
    void rejectsInvalidNames() {
        List<ObjectKind> table = List.of(ObjectKind.SCHEMA, ObjectKind.TABLE);

        for (String text : List.of("", "app", "app.", "app.a.b", "app.\"a", "App.a")) {
            assertThatIllegalArgumentException().isThrownBy(() -> ObjectId.parse(table, text));
        }
    }

    @Test
    void rejectsAParentThatCannotContainTheObject() {
        assertThatIllegalArgumentException().isThrownBy(() -> APP.part(ObjectKind.COLUMN, "c"));
        assertThatIllegalArgumentException().isThrownBy(() -> ObjectId.of(ObjectKind.TABLE, "t"));
    }
}
