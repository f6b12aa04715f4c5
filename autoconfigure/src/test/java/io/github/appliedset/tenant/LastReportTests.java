package io.github.appliedset.tenant;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.tenant.TenantResult.State;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class LastReportTests {

    private final AtomicLong now = new AtomicLong(7);
    private final AtomicInteger looks = new AtomicInteger();
    private final LastReport last = new LastReport(this.now::get);

    private static TenantReport report(State state, Duration took) {
        return new TenantReport(List.of(TenantResult.of("tenant_1", state)), List.of(), took);
    }

    private TenantReport look() {
        this.looks.incrementAndGet();
        return this.last.looked(report(State.CURRENT, Duration.ofSeconds(10)));
    }

    private void pass(long seconds) {
        this.now.addAndGet(TimeUnit.SECONDS.toNanos(seconds));
    }

    @Test
    void aRunIsRememberedForAMinute() {
        this.last.migrated(report(State.MIGRATED, Duration.ofMinutes(10)));

        assertThat(this.last.recentOr(this::look).in(State.CURRENT)).hasSize(1);
        pass(59);
        this.last.recentOr(this::look);
        assertThat(this.looks).hasValue(0);
        pass(2);
        this.last.recentOr(this::look);
        assertThat(this.looks).hasValue(1);
    }

    @Test
    void aLookIsRememberedForTwentyTimesItsTime() {
        assertThat(this.last.get()).isEmpty();
        this.last.recentOr(this::look);
        pass(199);
        this.last.recentOr(this::look);
        assertThat(this.looks).hasValue(1);
        pass(2);
        this.last.recentOr(this::look);
        assertThat(this.looks).hasValue(2);
    }

    @Test
    void callersDuringACheckGetTheLastReport() throws Exception {
        TenantReport before = this.last.looked(report(State.BEHIND, Duration.ZERO));
        pass(100);
        CountDownLatch looking = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        CompletableFuture<TenantReport> one = CompletableFuture.supplyAsync(() -> this.last.recentOr(() -> {
            looking.countDown();
            await(asked);
            return look();
        }));
        await(looking);

        assertThat(this.last.recentOr(this::look)).isSameAs(before);
        asked.countDown();
        assertThat(one.get(10, TimeUnit.SECONDS).in(State.CURRENT)).hasSize(1);
        assertThat(this.looks).hasValue(1);
    }

    private static void await(CountDownLatch latch) {
        try {
            assertThat(latch.await(10, TimeUnit.SECONDS)).isTrue();
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        }
    }
}
