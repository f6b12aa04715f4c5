package io.github.appliedset.autoconfigure;

import java.util.function.IntConsumer;
import org.springframework.beans.factory.SmartInitializingSingleton;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Runs a command in the application's own context, whose beans are created lazily, before any of them is started.
 */
final class CommandRunner implements SmartInitializingSingleton {

    private final ConfigurableApplicationContext context;
    private final CommandSession session;
    private final IntConsumer exit;

    private CommandRunner(ConfigurableApplicationContext context, CommandSession session, IntConsumer exit) {
        this.context = context;
        this.session = session;
        this.exit = exit;
    }

    static void register(ConfigurableApplicationContext context, CommandSession session, IntConsumer exit) {
        RootBeanDefinition definition =
                new RootBeanDefinition(CommandRunner.class, () -> new CommandRunner(context, session, exit));
        definition.setLazyInit(false);
        ((BeanDefinitionRegistry) context.getBeanFactory())
                .registerBeanDefinition("appliedSetCommandRunner", definition);
    }

    @Override
    public void afterSingletonsInstantiated() {
        this.exit.accept(this.session.runIn(this.context));
    }
}
