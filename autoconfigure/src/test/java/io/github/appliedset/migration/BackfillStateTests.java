package io.github.appliedset.migration;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class BackfillStateTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "45000 | 1000000 | '45000 of about 1000000 rows in 9 batches, 4500 rows/s, about 3 min left'",
                "25839 | 25839 | 25839 of about 25839 rows in 9 batches, 2583 rows/s",
                "36000 | 25839 | 36000 rows in 9 batches, 3600 rows/s",
                "1 | 0 | 1 row in 9 batches",
                "0 | 1 | 0 of about 1 row in 9 batches",
            })
    void progressHasNoEstimateThatItHasPassed(long rows, long estimate, String words) {
        assertThat(BackfillState.running(rows, 9, estimate, Duration.ofSeconds(10))
                        .progress())
                .isEqualTo(words);
    }
}
