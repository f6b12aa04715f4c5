package io.github.appliedset.migrator;

import io.github.appliedset.migration.Direction;
import io.github.appliedset.migration.Migration;
import io.github.appliedset.migration.MigrationReport;
import io.github.appliedset.migration.MigrationReport.Executed;
import io.github.appliedset.migration.MigrationReport.Repeated;
import io.github.appliedset.migration.RepeatableMigration;
import io.github.appliedset.migration.Step;
import io.github.appliedset.run.Done;
import io.github.appliedset.run.RunObserver;
import io.github.appliedset.session.RunProgress;
import io.github.appliedset.session.RunWatch;
import io.github.appliedset.session.Session;
import io.github.appliedset.text.Log;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Calls the listeners of one run, and keeps their contract: each {@code before} has one counterpart. */
final class MigrationListeners implements RunObserver {

    private static final Log log = Log.of(MigrationListeners.class);

    private final Target target;
    private final RunProgress progress;
    private final List<MigrationListener> inOrder;
    private final List<MigrationListener> inReverse;
    private List<MigrationListener> calledForRun = List.of();
    private List<MigrationListener> calledForStep = List.of();
    private @Nullable Step current;
    private @Nullable RepeatableMigration repeating;

    MigrationListeners(Target target, List<MigrationListener> listeners, RunProgress progress) {
        this.target = target;
        this.progress = progress;
        this.inOrder = listeners;
        List<MigrationListener> reversed = new ArrayList<>(listeners);
        Collections.reverse(reversed);
        this.inReverse = reversed;
    }

    RunProgress progress() {
        return this.progress;
    }

    /** Watches over the thread of the run, and logs its progress, until closed. */
    RunWatch watch(Session session) {
        return RunWatch.over(session, this.progress);
    }

    void beforeRun() {
        this.calledForRun = new ArrayList<>();
        before(this.calledForRun, listener -> listener.beforeRun(this.target));
    }

    void afterRun(MigrationReport report) {
        leftToAnotherProcess();
        after(this.calledForRun, listener -> listener.afterRun(this.target, report));
    }

    void runFailed(RuntimeException failure) {
        stepFailed(failure);
        after(this.calledForRun, listener -> listener.runFailed(this.target, failure));
    }

    /** Reports the failure of the step announced last, if there is one. */
    void stepFailed(RuntimeException failure) {
        RepeatableMigration repeatable = this.repeating;
        if (repeatable != null) {
            this.repeating = null;
            after(this.calledForStep, listener -> listener.repeatableFailed(this.target, repeatable, failure));
        }
        Step step = this.current;
        if (step != null) {
            end();
            Migration migration = step.migration();
            after(
                    this.calledForStep,
                    step.direction() == Direction.UP
                            ? listener -> listener.migrationFailed(this.target, migration, failure)
                            : listener -> listener.rollbackFailed(this.target, migration, failure));
        }
    }

    /** Every attempt is announced here, but only the first is passed on. */
    @Override
    public void before(Step step) {
        if (step.equals(this.current)) {
            return;
        }
        leftToAnotherProcess();
        this.current = step;
        this.progress.begin(step);
        this.calledForStep = new ArrayList<>();
        before(
                this.calledForStep,
                step.direction() == Direction.UP
                        ? listener -> listener.beforeMigration(this.target, step.migration())
                        : listener -> listener.beforeRollback(this.target, step.migration()));
    }

    @Override
    public boolean isAskedBefore() {
        return this.inOrder.stream().anyMatch(MigrationListeners::isAskedBefore);
    }

    /** What does not tell, as in a native image, is asked. */
    private static boolean isAskedBefore(MigrationListener listener) {
        try {
            return listener.mayRefuse()
                    && !listener.getClass()
                            .getMethod("beforeMigration", Target.class, Migration.class)
                            .getDeclaringClass()
                            .equals(MigrationListener.class);
        } catch (NoSuchMethodException unknown) {
            return true;
        }
    }

    @Override
    public void together(Step first, Step last) {
        this.progress.begin("The group from " + first + " to " + last);
    }

    @Override
    public void after(Done done) {
        end();
        Executed executed = new Executed(done.step().migration(), done.duration());
        after(
                this.calledForStep,
                done.step().direction() == Direction.UP
                        ? listener -> listener.afterMigration(this.target, executed)
                        : listener -> listener.afterRollback(this.target, executed));
    }

    @Override
    public void before(RepeatableMigration migration) {
        if (migration.equals(this.repeating)) {
            return;
        }
        leftToAnotherProcess();
        this.repeating = migration;
        this.calledForStep = new ArrayList<>();
        before(this.calledForStep, listener -> listener.beforeRepeatable(this.target, migration));
    }

    @Override
    public void after(Repeated repeated) {
        this.repeating = null;
        after(this.calledForStep, listener -> listener.afterRepeatable(this.target, repeated));
    }

    /** A rollback never gets here: it is refused when another process has changed the table. */
    @Override
    public void leftToAnotherProcess() {
        RepeatableMigration repeatable = this.repeating;
        if (repeatable != null) {
            this.repeating = null;
            after(this.calledForStep, listener -> listener.repeatableLeft(this.target, repeatable));
        }
        Step step = this.current;
        if (step != null) {
            end();
            after(this.calledForStep, listener -> listener.appliedElsewhere(this.target, step.migration()));
        }
    }

    private void end() {
        this.current = null;
        this.progress.end();
    }

    private void before(List<MigrationListener> called, Consumer<MigrationListener> call) {
        for (MigrationListener listener : this.inOrder) {
            if (listener.mayRefuse()) {
                call.accept(listener);
                called.add(listener);
            } else if (tell(listener, call)) {
                called.add(listener);
            }
        }
    }

    private void after(List<MigrationListener> called, Consumer<MigrationListener> call) {
        for (MigrationListener listener : this.inReverse) {
            if (called.contains(listener)) {
                tell(listener, call);
            }
        }
    }

    private static boolean tell(MigrationListener listener, Consumer<MigrationListener> call) {
        try {
            call.accept(listener);
            return true;
        } catch (RuntimeException | Error failure) {
            log.warn("{} failed; the migrations are not affected", listener, failure);
            return false;
        }
    }
}
