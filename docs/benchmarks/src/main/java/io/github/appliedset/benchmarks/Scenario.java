package io.github.appliedset.benchmarks;

import java.util.List;

/** One of the situations that are measured. */
interface Scenario {

    List<Scenario> ALL = List.of(
            new NothingToDo(),
            new FromEmpty(),
            new OneMore(),
            new InstancesAtOnce(),
            new PollingInstances(),
            new ManyTenants(),
            new Generate(),
            new Scanning(),
            new Distance(),
            new HeldMemory(),
            new Profile(),
            new ServerProfile());

    void run(Bench bench) throws Exception;
}
