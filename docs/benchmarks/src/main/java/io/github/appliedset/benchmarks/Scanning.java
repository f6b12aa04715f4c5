package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.util.List;
import java.util.Map;

/**
 * Finding the files on the class path, and nothing else. Flyway's scanner cannot be called by itself; the bare way is
 * Spring's resolver.
 */
final class Scanning implements Scenario {

    static final String NAME = "scanning";
    private static final List<Tool> SCANNERS = List.of(Tool.APPLIED_SET, Tool.LIQUIBASE, Tool.BARE);

    @Override
    public void run(Bench bench) throws IOException {
        for (int count : bench.mode().counts()) {
            for (int sample = 0; sample < bench.mode().samples(count); sample++) {
                for (Tool tool : SCANNERS) {
                    int warm = bench.mode().warm(count, sample);
                    Map<String, List<Double>> numbers = SampleJvm.exploded(
                            ScanSample.class, bench.root(tool, count), tool.name(), Integer.toString(warm));
                    if (numbers.get("found").get(0) != count) {
                        throw new IllegalStateException(tool + " found " + numbers.get("found"));
                    }
                    bench.results().add(NAME, count, "cold, ms", tool, numbers.get("cold"));
                    List<Double> again = numbers.getOrDefault("warm", List.of());
                    bench.results().add(NAME, count, "warm, ms", tool, again.subList(again.size() / 2, again.size()));
                }
            }
        }
    }
}
