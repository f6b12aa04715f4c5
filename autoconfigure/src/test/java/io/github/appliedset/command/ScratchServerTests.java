package io.github.appliedset.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** On which servers scratch databases are made without asking. */
class ScratchServerTests {

    private static final BranchSettings NOTHING = new BranchSettings(List.of(), List.of("DB.Test"), false);

    private static boolean isOwn(String url, BranchSettings settings) {
        return ScratchServer.isOwn(ScratchServer.hosts(url), settings);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://localhost:5432/shop as app",
                "jdbc:postgresql://127.0.0.1/shop as app",
                "jdbc:postgresql://[::1]:5432/shop as app",
                "jdbc:postgresql:shop as app",
                "jdbc:postgresql:///shop as app",
                "jdbc:postgresql://localhost:5432,127.0.0.1:5433/shop as app",
                "jdbc:postgresql://DB.test:5432/shop as app"
            })
    void thisMachineAndHostsThatAreNamed(String url) {
        assertThat(isOwn(url, NOTHING)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://production:5432/shop as app",
                "jdbc:postgresql://localhost.example.com/shop as app",
                "jdbc:postgresql://10.0.0.7,localhost/shop as app",
                "jdbc:postgresql://localhost:5432,production:5432/shop as app",
                "jdbc:postgresql://127.0.0.1.example.com/shop as app"
            })
    void everyOtherHostNeedsAYes(String url) {
        assertThat(isOwn(url, NOTHING)).isFalse();
    }

    @Test
    void urlThatWasTypedIsAnAnswer() {
        assertThat(isOwn("jdbc:postgresql://production/shop as app", new BranchSettings(List.of(), List.of(), true)))
                .isTrue();
    }
}
