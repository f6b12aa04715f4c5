package io.github.appliedset.autoconfigure;

import io.github.appliedset.migration.TrackerException;
import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;

/** Where another tool's history stops a new tracker: says first that the tool is still active, if it is. */
final class OtherToolFailureAnalyzer extends AbstractFailureAnalyzer<TrackerException> implements Ordered {

    private final BeanFactory beans;
    private final Environment environment;

    OtherToolFailureAnalyzer(BeanFactory beans, Environment environment) {
        this.beans = beans;
        this.environment = environment;
    }

    /** Before the general one. */
    @Override
    public int getOrder() {
        return Ordered.HIGHEST_PRECEDENCE;
    }

    @Override
    protected @Nullable FailureAnalysis analyze(Throwable rootFailure, TrackerException cause) {
        List<OtherTool> active =
                OtherTool.activeIn(this.beans, this.environment, getClass().getClassLoader());
        if (!cause.reference().anchor().equals("legacy-tracker-found") || active.isEmpty()) {
            return null;
        }
        return new FailureAnalysis(
                cause.description(),
                active.stream().map(tool -> tool.advice() + ".\n").collect(Collectors.joining()) + cause.action()
                        + "\n\n" + cause.reference(),
                cause);
    }
}
