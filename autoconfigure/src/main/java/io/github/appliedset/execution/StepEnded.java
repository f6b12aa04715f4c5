package io.github.appliedset.execution;

/** Ends an attempt from within; never leaves this package. */
final class StepEnded extends Exception {

    private final transient StepResult result;

    StepEnded(StepResult result) {
        super(result.toString(), null, false, false);
        this.result = result;
    }

    static StepEnded failed(StatementFailure failure) {
        return new StepEnded(new StepResult.Failed(failure));
    }

    StepResult result() {
        return this.result;
    }
}
