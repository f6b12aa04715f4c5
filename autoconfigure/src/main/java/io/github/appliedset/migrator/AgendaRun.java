package io.github.appliedset.migrator;

import io.github.appliedset.execution.CheckedScripts;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.run.Agenda;
import io.github.appliedset.run.MigrationRun;
import io.github.appliedset.run.Preparation;
import io.github.appliedset.run.Repeatables;
import io.github.appliedset.run.RunContext;
import io.github.appliedset.session.RunWatch;
import java.sql.SQLException;
import java.util.List;

/** Works off an agenda, up or down; the counts are remembered also when it fails. */
record AgendaRun(PlanReader reader, CheckedScripts scripts, Repeatables repeatables, MigrationListeners listeners) {

    List<Executed> of(Agenda agenda, RunContext context, Preparation preparation) throws SQLException {
        MigrationRun run = new MigrationRun(context, agenda, this.scripts, this.repeatables, this.listeners);
        try (RunWatch watch = this.listeners.watch(context.session())) {
            run.run(preparation);
        } finally {
            this.reader.remember(agenda.counts());
        }
        return run.done().stream()
                .map(done -> new Executed(done.step().migration(), done.duration()))
                .toList();
    }
}
