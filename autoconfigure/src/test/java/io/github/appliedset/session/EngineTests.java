package io.github.appliedset.session;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Products are told apart by what they say of themselves. Their texts are from their documents; none was run here. */
class EngineTests {

    private static final String ANYWHERE = "jdbc:postgresql://db.example.com:5432/shop";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "PostgreSQL 17.7 on x86_64-pc-linux-gnu, compiled by gcc (Debian 14.2.0-19) 14.2.0, 64-bit | | | PostgreSQL 17.7 | true",
                "PostgreSQL 16.11 (Debian 16.11-1.pgdg13+1) on x86_64-pc-linux-gnu, compiled by gcc, 64-bit | | | PostgreSQL 16.11 | true",
                "PostgreSQL 18beta1 on aarch64-apple-darwin | | | PostgreSQL 18beta1 | true",
                "CockroachDB CCL v25.1.0 (x86_64-pc-linux-gnu, built 2025/02/10 18:32:04, go1.22.8) | | | CockroachDB 25.1.0 | false",
                "CockroachDB OSS v22.2.1 (x86_64-pc-linux-gnu, built 2022/12/13) | | | CockroachDB 22.2.1 | false",
                "PostgreSQL 11.2-YB-2.18.0.0-b0 on x86_64-pc-linux-gnu, compiled by clang, 64-bit | | | YugabyteDB 2.18.0.0 | false",
                "PostgreSQL 15.12-YB-2025.2.2.2-b0 on x86_64-pc-linux-gnu | | | YugabyteDB 2025.2.2.2 | false",
                "PostgreSQL 8.0.2 on i686-pc-linux-gnu, compiled by GCC gcc (GCC) 3.4.2, Redshift 1.0.12103 | | | Amazon Redshift 1.0.12103 | false",
                "PostgreSQL 14.1 | Batch | | Spanner | false",
                "PostgreSQL 17.4 on x86_64-pc-linux-gnu, compiled by gcc, 64-bit | | 13.0-1 | Citus 13.0-1 | false",
                "Materialize v0.130 | | | Materialize v0.130 | false"
            })
    void eachIsNamed(String version, String spanner, String citus, String name, boolean isPostgres) {
        assertThat(Engine.of(version, spanner, citus, ANYWHERE)).isEqualTo(new Engine(name, isPostgres));
    }

    @ParameterizedTest
    @CsvSource({
        "jdbc:postgresql://abc123.dsql.us-east-1.on.aws:5432/postgres, Aurora DSQL",
        "jdbc:postgresql://abc123.dsql-fnh4.us-east-1.on.aws/postgres?sslmode=require, Aurora DSQL",
        "jdbc:postgresql://shop.cluster-abc.us-east-1.rds.amazonaws.com:5432/dsql, PostgreSQL 16"
    })
    void auroraDsqlIsKnownByItsHost(String url, String name) {
        assertThat(Engine.of("PostgreSQL 16", null, null, url).name()).isEqualTo(name);
    }
}
