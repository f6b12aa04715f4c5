package io.github.appliedset.migrator;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class GrowingPauseTests {

    private final AtomicLong now = new AtomicLong(Long.MAX_VALUE - 5);
    private final GrowingPause pause = new GrowingPause(this.now::get);

    private Duration after(String failure) {
        this.pause.failed(failure);
        return this.pause.left();
    }

    @Test
    void growsUpToTenMinutes() {
        assertThat(this.pause.left()).isZero();
        assertThat(after("2_a")).isEqualTo(Duration.ofSeconds(1));
        assertThat(after("2_a")).isEqualTo(Duration.ofSeconds(2));
        assertThat(after("2_a")).isEqualTo(Duration.ofSeconds(4));
        for (int i = 0; i < 100; i++) {
            this.pause.failed("2_a");
        }
        assertThat(this.pause.left()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void isOverAfterItsTime() {
        this.pause.failed("2_a");
        this.now.addAndGet(Duration.ofMillis(400).toNanos());
        assertThat(this.pause.left()).isEqualTo(Duration.ofMillis(600));
        this.now.addAndGet(Duration.ofMillis(600).toNanos());
        assertThat(this.pause.left()).isZero();
    }

    @Test
    void beginsAgainWhenSomethingChanges() {
        this.pause.failed("2_a");
        this.pause.failed("2_a");
        assertThat(after("3_b")).isEqualTo(Duration.ofSeconds(1));
        this.pause.failed("3_b");
        this.pause.end();
        assertThat(this.pause.left()).isZero();
        assertThat(after("3_b")).isEqualTo(Duration.ofSeconds(1));
    }
}
