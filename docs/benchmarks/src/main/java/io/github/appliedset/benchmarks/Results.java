package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** All that was measured, also as lines of text: the key, a tab, the values. */
final class Results {

    /**
     * What was measured.
     *
     * @param scenario what was done
     * @param count number of migrations
     * @param metric what the values say, with its unit
     * @param tool by whom
     */
    record Key(String scenario, int count, String metric, Tool tool) {

        @Override
        public String toString() {
            return this.scenario + "\t" + this.count + "\t" + this.metric + "\t" + this.tool;
        }

        static Key parse(String[] parts) {
            return new Key(parts[0], Integer.parseInt(parts[1]), parts[2], Tool.valueOf(parts[3]));
        }
    }

    private final TreeMap<String, Key> keys = new TreeMap<>();
    private final TreeMap<String, List<Double>> values = new TreeMap<>();
    private final List<String> inOrder = new ArrayList<>();

    void add(String scenario, int count, String metric, Tool tool, List<Double> measured) {
        if (!measured.isEmpty()) {
            Key key = new Key(scenario, count, metric, tool);
            if (this.keys.putIfAbsent(key.toString(), key) == null) {
                this.inOrder.add(key.toString());
            }
            this.values
                    .computeIfAbsent(key.toString(), first -> new ArrayList<>())
                    .addAll(measured);
            System.out.println(key.toString().replace('\t', ' ') + ": "
                    + measured.stream()
                            .map(value -> String.format(Locale.ROOT, "%.1f", value))
                            .collect(Collectors.joining(" ")));
        }
    }

    void add(String scenario, int count, String metric, Tool tool, double measured) {
        add(scenario, count, metric, tool, List.of(measured));
    }

    /** Adds what others have of a scenario. */
    void addAll(String scenario, Results others) {
        for (Key key : others.keys()) {
            if (key.scenario().equals(scenario)) {
                add(
                        scenario,
                        key.count(),
                        key.metric(),
                        key.tool(),
                        others.values.getOrDefault(key.toString(), List.of()));
            }
        }
    }

    Optional<Spread> spread(String scenario, int count, String metric, Tool tool) {
        return Optional.ofNullable(this.values.get(new Key(scenario, count, metric, tool).toString()))
                .map(Spread::of);
    }

    List<Key> keys() {
        return this.inOrder.stream().map(this.keys::get).toList();
    }

    void write(Path file) throws IOException {
        Files.write(
                file,
                this.inOrder.stream()
                        .map(key -> key + "\t"
                                + this.values.get(key).stream()
                                        .map(value -> String.format(Locale.ROOT, "%.3f", value))
                                        .collect(Collectors.joining(" ")))
                        .toList());
    }

    static Results read(Path file) throws IOException {
        Results results = new Results();
        for (String line : Files.readAllLines(file)) {
            String[] parts = line.split("\t");
            Key key = Key.parse(parts);
            results.keys.put(key.toString(), key);
            results.inOrder.add(key.toString());
            results.values.put(
                    key.toString(),
                    new ArrayList<>(Arrays.stream(parts[4].split(" "))
                            .map(Double::valueOf)
                            .toList()));
        }
        return results;
    }
}
