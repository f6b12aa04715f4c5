package io.github.appliedset.drift;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class SharedAnswerTests {

    private final AtomicLong now = new AtomicLong();
    private final AtomicInteger computed = new AtomicInteger();
    private final SharedAnswer<Integer> answer = new SharedAnswer<>(Duration.ofSeconds(5), this.now::get);

    @Test
    void callersAtOneTimeShareOneComputation() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(24);
        CountDownLatch all = new CountDownLatch(24);
        try {
            Callable<Integer> caller = () -> {
                all.countDown();
                all.await();
                return this.answer.get(this.computed::incrementAndGet);
            };
            List<Future<Integer>> answers = threads.invokeAll(
                    IntStream.range(0, 24).mapToObj(i -> caller).toList());

            for (Future<Integer> one : answers) {
                assertThat(one.get()).isEqualTo(1);
            }
            assertThat(this.computed).hasValue(1);
        } finally {
            threads.shutdownNow();
        }
    }

    @Test
    void answerIsKeptForItsTimeAndNoLonger() {
        this.answer.get(this.computed::incrementAndGet);
        this.now.addAndGet(Duration.ofSeconds(5).toNanos() - 1);
        assertThat(this.answer.get(this.computed::incrementAndGet)).isEqualTo(1);
        this.now.addAndGet(1);
        assertThat(this.answer.get(this.computed::incrementAndGet)).isEqualTo(2);
    }

    @Test
    void failureIsNotKept() {
        assertThatIllegalStateException().isThrownBy(() -> this.answer.get(this::fail));
        assertThat(this.answer.get(this.computed::incrementAndGet)).isEqualTo(1);
    }

    private Integer fail() {
        throw new IllegalStateException("of the first");
    }

    @Test
    void waitingCallersGetTheFailure() throws Exception {
        CountDownLatch computing = new CountDownLatch(1);
        CountDownLatch mayFail = new CountDownLatch(1);
        ExecutorService threads = Executors.newFixedThreadPool(1);
        try {
            Future<?> first = threads.submit(() -> this.answer.get(() -> {
                computing.countDown();
                await(mayFail);
                return fail();
            }));
            computing.await();
            Thread[] second = new Thread[1];
            Throwable[] seen = new Throwable[1];
            second[0] = new Thread(() -> {
                try {
                    this.answer.get(this.computed::incrementAndGet);
                } catch (IllegalStateException failure) {
                    seen[0] = failure;
                }
            });
            second[0].start();
            while (second[0].getState() != Thread.State.WAITING) {
                LockSupport.parkNanos(1_000_000);
            }
            mayFail.countDown();
            second[0].join();

            assertThat(seen[0]).hasMessage("of the first");
            assertThat(this.computed).hasValue(0);
            assertThat(first).failsWithin(Duration.ofSeconds(10));
        } finally {
            threads.shutdownNow();
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException stopped) {
            throw new IllegalStateException(stopped);
        }
    }
}
