package io.github.appliedset.benchmarks;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.util.Set;
import java.util.function.Supplier;
import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.core.metrics.StartupStep;

/**
 * Adds up what the beans of a tool take to be made, without what a DataSource takes that is made on the way.
 */
final class ToolTime implements ApplicationStartup {

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final Set<String> beans;
    private int depth;
    private int outside;
    private long nanos;
    private long bytes;

    ToolTime(Set<String> beans) {
        this.beans = beans;
    }

    double milliseconds() {
        return this.nanos / 1e6;
    }

    double allocatedMegabytes() {
        return this.bytes / 1e6;
    }

    @Override
    public StartupStep start(String name) {
        return name.equals("spring.beans.instantiate") ? new BeanStep() : ApplicationStartup.DEFAULT.start(name);
    }

    private void count(int sign) {
        this.nanos += sign * System.nanoTime();
        this.bytes +=
                sign * THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
    }

    private final class BeanStep implements StartupStep {

        private boolean ofTool;
        private boolean ofDataSource;

        @Override
        public String getName() {
            return "spring.beans.instantiate";
        }

        @Override
        public long getId() {
            return 0;
        }

        @Override
        public Long getParentId() {
            return null;
        }

        @Override
        public StartupStep tag(String key, String value) {
            if (key.equals("beanName")) {
                begin(value);
            }
            return this;
        }

        @Override
        public StartupStep tag(String key, Supplier<String> value) {
            return this;
        }

        private void begin(String bean) {
            this.ofTool = ToolTime.this.beans.contains(bean);
            this.ofDataSource = bean.equals("dataSource") && ToolTime.this.depth > 0;
            if (this.ofTool && ToolTime.this.depth++ == 0) {
                count(-1);
            }
            if (this.ofDataSource && ToolTime.this.outside++ == 0) {
                count(1);
            }
        }

        @Override
        public Tags getTags() {
            return java.util.Collections::emptyIterator;
        }

        @Override
        public void end() {
            if (this.ofDataSource && --ToolTime.this.outside == 0) {
                count(-1);
            }
            if (this.ofTool && --ToolTime.this.depth == 0) {
                count(1);
            }
        }
    }
}
