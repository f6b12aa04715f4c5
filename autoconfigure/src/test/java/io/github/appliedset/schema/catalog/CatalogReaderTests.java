package io.github.appliedset.schema.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.schema.ObjectKind;
import io.github.appliedset.schema.Schema;
import io.github.appliedset.schema.catalog.CatalogScope.Detail;
import io.github.appliedset.schema.snapshot.SnapshotTree;
import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class CatalogReaderTests {

    @Test
    void everyKindIsRead(TestDatabase database, @TempDir Path folder) {
        TestSchemas.create(database, "every-kind");

        Schema schema = TestSchemas.read(
                database.superuser(), TestSchemas.scope().with(Detail.OWNERS, Detail.GRANTS, Detail.VERSIONS));

        Set<ObjectKind> kinds =
                schema.objects().keySet().stream().map(id -> id.kind()).collect(Collectors.toSet());
        assertThat(kinds).containsExactlyInAnyOrderElementsOf(EnumSet.allOf(ObjectKind.class));
        SnapshotTree tree = SnapshotTree.at(folder.resolve("snapshot"));
        tree.save(schema);
        assertThat(tree.load()).isEqualTo(schema);
    }
}
