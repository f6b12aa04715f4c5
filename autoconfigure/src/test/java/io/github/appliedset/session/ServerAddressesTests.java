package io.github.appliedset.session;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Which hosts are neither this machine nor named for the purpose. */
class ServerAddressesTests {

    private static List<String> strangers(String url) {
        return ServerAddresses.of(url, null).strangers(List.of("DB.Test"), Set.of("10.0.0.8:5433"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "jdbc:postgresql://localhost:5432/shop",
                "jdbc:postgresql://127.0.0.1/shop",
                "jdbc:postgresql://[::1]:5432/shop",
                "jdbc:postgresql:shop",
                "jdbc:postgresql:///shop",
                "jdbc:postgresql://localhost:5432,127.0.0.1:5433/shop",
                "jdbc:postgresql://DB.test:5432/shop",
                "jdbc:postgresql://10.0.0.8:5433/shop",
                "jdbc:postgresql://DB.test/shop?socketFactory=org.example.Factory"
            })
    void thisMachineAndHostsThatAreNamed(String url) {
        assertThat(strangers(url)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    jdbc:postgresql://production.invalid:5432/shop | production.invalid
                    jdbc:postgresql://10.0.0.7,localhost/shop | 10.0.0.7
                    jdbc:postgresql://10.0.0.8/shop | 10.0.0.8
                    jdbc:postgresql://localhost:5432,production.invalid:5432/shop | production.invalid
                    jdbc:postgresql:///shop?host=production.invalid | production.invalid
                    jdbc:postgresql:///shop?socketFactory=org.example.Factory | localhost
                    jdbc:mysql://localhost/shop | HOST""")
    void everyOtherHost(String url, String stranger) {
        assertThat(strangers(url)).containsExactly(stranger);
    }

    @Test
    void socketFactoryOfAPoolLeadsAnywhere() {
        assertThat(ServerAddresses.of("jdbc:postgresql:shop", "org.example.Factory")
                        .strangers(List.of(), Set.of()))
                .containsExactly("localhost");
    }

    @Test
    void serviceFileNamesTheHost(@TempDir Path folder) throws Exception {
        Path file = Files.writeString(folder.resolve("services"), "[production]\nhost=production.invalid\n");
        String property = "org.postgresql.pgservicefile";
        System.setProperty(property, file.toString());
        try {
            assertThat(strangers("jdbc:postgresql:///?service=production")).containsExactly("production.invalid");
        } finally {
            System.clearProperty(property);
        }
    }
}
