package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;
import liquibase.exception.LiquibaseException;

/** Where the time of a start with nothing to do goes: its parts one after the other, each by itself. */
final class Parts implements Scenario {

    static final String COLD = "parts of a start with nothing to do: cold, ms";
    static final String WARM = "parts of a start with nothing to do: warm, ms";

    @Override
    public void run(Bench bench) throws IOException, SQLException, LiquibaseException {
        for (int count : bench.mode().counts()) {
            String database = bench.recorded(Tool.APPLIED_SET, count);
            for (int sample = 0; sample < bench.mode().samples(count); sample++) {
                Map<String, List<Double>> numbers = SampleJvm.exploded(
                        PartsSample.class,
                        bench.root(Tool.APPLIED_SET, count),
                        bench.server().url(database),
                        Integer.toString(bench.mode().warm(count, sample)));
                numbers.forEach((part, measured) -> {
                    bench.results().add(COLD, count, part, Tool.APPLIED_SET, measured.get(0));
                    List<Double> again = measured.subList((measured.size() + 1) / 2, measured.size());
                    bench.results().add(WARM, count, part, Tool.APPLIED_SET, again);
                });
            }
            bench.server().drop(database);
        }
    }
}
