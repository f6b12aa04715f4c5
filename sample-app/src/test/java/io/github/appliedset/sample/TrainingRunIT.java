package io.github.appliedset.sample;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.sample.PackagedApplication.Ended;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The training run of docs/how-to/start-fast.md, without a database. */
class TrainingRunIT {

    private static final Path PAGE = Path.of("../docs/how-to/start-fast.md");

    @Test
    void applicationIsTrainedWithoutADatabaseAndStartsFromTheArchive(@TempDir Path folder) throws Exception {
        Files.copy(PackagedApplication.JAR, folder.resolve("shop.jar"));
        List<List<String>> commands = commands();
        assertThat(commands).hasSize(3);
        PackagedApplication application = new PackagedApplication(
                folder, Map.of("SPRING_DATASOURCE_URL", "jdbc:postgresql://localhost:1/of_the_build"));

        succeeds(application.java(commands.get(0)));
        assertThat(succeeds(application.java(commands.get(1))).out())
                .contains("Migrations do not run in a training run");
        assertThat(folder.resolve("shop.jsa")).isNotEmptyFile();

        List<String> start = new ArrayList<>(commands.get(2));
        start.add(0, "-Xshare:on");
        start.add("--applied-set.command=help");
        assertThat(succeeds(application.java(start)).out()).contains("rollback");
    }

    private static Ended succeeds(Ended ended) {
        assertThat(ended.exitCode()).as(ended.out() + ended.err()).isZero();
        return ended;
    }

    /** Without the word "java". */
    private static List<List<String>> commands() throws Exception {
        String section = Files.readString(PAGE).split("<!-- /?training -->")[1];
        return section.lines()
                .filter(line -> line.startsWith("java "))
                .map(line -> Stream.of(line.split(" ")).skip(1).toList())
                .toList();
    }
}
