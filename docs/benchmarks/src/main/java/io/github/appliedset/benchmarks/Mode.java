package io.github.appliedset.benchmarks;

import java.util.List;

/**
 * How much is measured.
 *
 * @param counts numbers of migrations
 * @param samples how often each cold start is measured, each in a JVM of its own
 * @param warm how often an application is started again in the first of these JVMs
 * @param mostApplied up to which number of migrations the peers apply them from an empty database
 * @param mostAppliedOften up to which number that is measured as often as the rest, and not three times or once
 * @param instances how many start at once
 * @param delays of the network, in milliseconds each way
 */
record Mode(
        List<Integer> counts,
        int samples,
        int warm,
        int mostApplied,
        int mostAppliedOften,
        List<Integer> instances,
        List<Integer> delays) {

    private static final int MANY = 1_000;

    /** A few minutes: the same scenarios, with the smaller numbers and few samples. */
    static final Mode QUICK = new Mode(List.of(100), 1, 6, 100, 100, List.of(20), List.of(1));

    static final Mode FULL =
            new Mode(List.of(1, 100, 1_000, 10_000), 5, 40, 1_000, 100, List.of(20, 50), List.of(1, 10));

    /** How often a cold start with so many migrations is measured. */
    int samples(int count) {
        return count > MANY ? Math.min(3, this.samples) : this.samples;
    }

    /** Who is compared with so many migrations applied: with many, Liquibase takes ten seconds for each start. */
    List<Tool> compared(int count) {
        return Tool.COMPARED.stream()
                .filter(tool -> tool != Tool.LIQUIBASE || count <= MANY)
                .toList();
    }

    /** How often so many migrations are applied to an empty database. */
    int samplesFromEmpty(int count) {
        return count > this.mostApplied ? 1 : count > this.mostAppliedOften ? Math.min(3, this.samples) : this.samples;
    }

    /** How often an application with so many migrations is started again. */
    int warm(int count, int sample) {
        if (sample > 0) {
            return 0;
        }
        return count > MANY ? Math.min(10, this.warm) : this.warm;
    }

    /** The same with other numbers of migrations. */
    Mode withCounts(List<Integer> others) {
        return new Mode(
                others, this.samples, this.warm, this.mostApplied, this.mostAppliedOften, this.instances, this.delays);
    }

    /** The same with other numbers of samples. */
    Mode withSamples(int others) {
        return new Mode(
                this.counts, others, this.warm, this.mostApplied, this.mostAppliedOften, this.instances, this.delays);
    }

    /** The same with other distances. */
    Mode withDelays(List<Integer> others) {
        return new Mode(
                this.counts, this.samples, this.warm, this.mostApplied, this.mostAppliedOften, this.instances, others);
    }

    static Mode of(String name) {
        return switch (name) {
            case "quick" -> QUICK;
            case "full" -> FULL;
            default -> throw new IllegalArgumentException("quick or full, not " + name);
        };
    }
}
