package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.stream.Collectors;

/** Runs the scenarios, writes down what was measured, and renews the tables of the page. */
public final class Benchmarks {

    private static final Path RAW = Path.of("results.tsv");
    private static final Path PAGE = Path.of("README.md");

    private Benchmarks() {}

    /**
     * Takes {@code quick} or {@code full} or {@code page} or {@code compare}, and options.
     *
     * @param arguments {@code port=5432} for a server that is there; {@code scenarios=NothingToDo,Distance} for some of
     *     them; {@code counts=1,100} for other numbers of migrations; {@code delays=1} of the network; {@code samples=3}; {@code add=true} to keep what
     *     was measured before; {@code out=file} to leave the page as it is and write somewhere else;
     *     {@code other=file.jar} is the version to compare with
     */
    public static void main(String[] arguments) throws Exception {
        Logger.getLogger("").setLevel(Level.WARNING);
        String mode = arguments.length == 0 ? "quick" : arguments[0];
        Map<String, String> options = Arrays.stream(arguments)
                .skip(1)
                .map(argument -> argument.split("=", 2))
                .collect(Collectors.toMap(option -> option[0], option -> option[1]));
        if (mode.equals("compare")) {
            compare(mode(options.getOrDefault("mode", "full"), options), options);
            System.exit(0);
        }
        Path raw = Path.of(options.getOrDefault("out", RAW.toString()));
        if (!mode.equals("page")) {
            run(mode(mode, options), mode, options, raw);
        }
        if (!options.containsKey("out")) {
            ResultsPage.renew(PAGE, Results.read(raw));
        }
        System.exit(0);
    }

    private static Mode mode(String name, Map<String, String> options) {
        Mode mode = Mode.of(name);
        if (options.containsKey("counts")) {
            mode = mode.withCounts(numbers(options.get("counts")));
        }
        if (options.containsKey("delays")) {
            mode = mode.withDelays(numbers(options.get("delays")));
        }
        return options.containsKey("samples") ? mode.withSamples(Integer.parseInt(options.get("samples"))) : mode;
    }

    private static List<Integer> numbers(String option) {
        return Arrays.stream(option.split(",")).map(Integer::valueOf).toList();
    }

    private static void compare(Mode mode, Map<String, String> options) throws Exception {
        Path work = Files.createTempDirectory("applied-set-benchmarks");
        try (Server server = Server.of(Integer.parseInt(options.getOrDefault("port", "0")))) {
            Bench bench = new Bench(server, mode, new Results(), work, Path.of("target/benchmarks-boot.jar"));
            new Comparison(bench, Path.of(options.get("other"))).run(options.getOrDefault("scenarios", ""));
        } finally {
            delete(work);
        }
    }

    private static void run(Mode mode, String name, Map<String, String> options, Path raw) throws Exception {
        Results results = options.containsKey("add") ? Results.read(raw) : new Results();
        Path work = Files.createTempDirectory("applied-set-benchmarks");
        try (Server server = Server.of(Integer.parseInt(options.getOrDefault("port", "0")))) {
            Machine.write(Path.of("machine.txt"), name, server);
            Bench bench = new Bench(server, mode, results, work, Path.of("target/benchmarks-boot.jar"));
            List<String> chosen = List.of(options.getOrDefault("scenarios", "").split(","));
            for (Scenario scenario : Scenario.ALL) {
                if (!options.containsKey("scenarios")
                        || chosen.contains(scenario.getClass().getSimpleName())) {
                    long start = System.nanoTime();
                    scenario.run(bench);
                    System.out.printf(
                            "%s took %,d s%n",
                            scenario.getClass().getSimpleName(), (System.nanoTime() - start) / 1_000_000_000);
                    results.write(raw);
                }
            }
        } finally {
            delete(work);
        }
    }

    private static void delete(Path folder) throws IOException {
        try (var paths = Files.walk(folder)) {
            for (Path path : paths.sorted(java.util.Comparator.reverseOrder()).toList()) {
                Files.delete(path);
            }
        }
    }
}
