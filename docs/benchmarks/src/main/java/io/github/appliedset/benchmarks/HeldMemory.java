package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import liquibase.exception.LiquibaseException;

/** What an application holds in memory for as long as it runs. With one migration that is the application itself. */
final class HeldMemory implements Scenario {

    static final String NAME = "held by a running application";
    private static final List<Tool> TOOLS = List.of(Tool.APPLIED_SET, Tool.FLYWAY, Tool.LIQUIBASE);

    @Override
    public void run(Bench bench) throws IOException, SQLException, LiquibaseException {
        for (int count : bench.mode().counts()) {
            for (Tool tool : TOOLS) {
                String database = bench.recorded(tool, count);
                List<Double> megabytes = SampleJvm.exploded(
                                HeldMemorySample.class,
                                bench.root(tool, count),
                                tool.name(),
                                bench.server().url(database))
                        .get("held");
                bench.results().add(NAME, count, "MB", tool, megabytes);
                bench.server().drop(database);
            }
        }
    }
}
