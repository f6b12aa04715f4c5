package io.github.appliedset.support.fault;

import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@PostgresTest
@Timeout(120)
class ChildJvmTests {

    /** A process that says something and ends. */
    static final class Ends {

        private Ends() {}

        public static void main(String[] arguments) {
            System.out.println("nothing to do");
            System.exit(3);
        }
    }

    @Test
    void stopsWaitingWhenTheProcessEnds(TestDatabase database) {
        try (ChildJvm child = ChildJvm.start(Ends.class, List.of())) {
            assertThatExceptionOfType(AssertionError.class)
                    .isThrownBy(() -> child.awaitRow(database.dataSource(), "SELECT 1 WHERE false"))
                    .withMessageContaining("ended with 3");
        }
    }
}
