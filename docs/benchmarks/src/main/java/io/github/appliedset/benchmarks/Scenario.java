package io.github.appliedset.benchmarks;

import java.io.IOException;
import java.sql.SQLException;
import java.util.List;
import liquibase.exception.LiquibaseException;

/** One of the situations that are measured. */
interface Scenario {

    List<Scenario> ALL = List.of(
            new NothingToDo(),
            new FromEmpty(),
            new OneMore(),
            new InstancesAtOnce(),
            new PollingInstances(),
            new ManyTenants(),
            new Scanning(),
            new Distance(),
            new HeldMemory(),
            new Profile());

    void run(Bench bench) throws IOException, SQLException, LiquibaseException;
}
