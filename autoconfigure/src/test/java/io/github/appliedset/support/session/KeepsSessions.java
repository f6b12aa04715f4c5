package io.github.appliedset.support.session;

import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.AfterAllCallback;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * For a test whose many connections to the test server may get the sessions of earlier ones, reset. A test that is about sessions
 * does without it.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@Inherited
@ExtendWith(KeepsSessions.Extension.class)
public @interface KeepsSessions {

    /** Begins and ends with the class. */
    final class Extension implements BeforeAllCallback, AfterAllCallback {

        @Override
        public void beforeAll(ExtensionContext test) {
            LastingSessions.begin();
        }

        @Override
        public void afterAll(ExtensionContext test) {
            LastingSessions.end();
        }
    }
}
