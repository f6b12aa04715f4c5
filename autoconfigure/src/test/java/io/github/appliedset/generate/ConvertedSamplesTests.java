package io.github.appliedset.generate;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.appliedset.support.PostgresTest;
import io.github.appliedset.support.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

@PostgresTest
class ConvertedSamplesTests {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "numeric | integer | '0.5' becomes '1'",
                "numeric(10,4) | numeric(10,2) | '1.0050' becomes '1.01'",
                "numeric | double precision | '9007199254740993' becomes",
                "bigint | double precision | '9007199254740993' becomes",
                "double precision | real | '16777217' becomes",
                "double precision | numeric | becomes",
                "numeric | money | '1.005' becomes",
                "timestamp with time zone | date | becomes '2024-03-10'",
                "timestamp without time zone | date | becomes '2024-03-10'",
                "timestamp with time zone | timestamp without time zone | '2024-11-03 01:30:00-04' becomes",
                "timestamp without time zone | timestamp with time zone | '2024-03-10 02:30:00' becomes",
                "timestamp without time zone | timestamp(0) without time zone | '2024-06-01 12:34:56.123456' becomes",
                "time with time zone | time without time zone | becomes",
                "text | character(5) | 'a ' becomes 'a'",
                "text | name | becomes",
                "json | jsonb | becomes '{\"a\": 3, \"b\": 1}'",
                "inet | cidr | '10.1.2.3/24' becomes '10.1.2.0/24'",
                "numeric[] | integer[] | '{0.5}' becomes '{1}'",
            })
    void anAssignmentThatCutsIsFound(String from, String to, String sample, TestDatabase database) throws SQLException {
        try (Connection connection = database.superuser().getConnection()) {
            assertThat(ConvertedSamples.lost(connection, from, to, "c"))
                    .hasValueSatisfying(
                            lost -> assertThat(lost).startsWith(from).contains(sample));
        }
    }

    @ParameterizedTest
    @CsvSource({
        "integer, bigint, c",
        "bigint, integer, c",
        "bigint, text, c",
        "integer, numeric, c",
        "integer, double precision, c",
        "real, double precision, c",
        "'numeric(10,2)', 'numeric(12,4)', c",
        "'numeric(12,2)', 'numeric(6,2)', c",
        "date, timestamp without time zone, c",
        "character varying(20), text, c",
        "character varying(20), character varying(5), c",
        "text, character varying(5), c",
        "character(10), text, c",
        "jsonb, json, c",
        "uuid, text, c",
        "text, uuid, c::uuid",
        "text, integer, c::integer",
        "boolean, integer, c::integer",
        "integer[], bigint[], c",
    })
    void reversibleOrFailingConversionsLoseNothing(String from, String to, String how, TestDatabase database)
            throws SQLException {
        try (Connection connection = database.superuser().getConnection()) {
            assertThat(ConvertedSamples.lost(connection, from, to, how)).isEmpty();
        }
    }

    @ParameterizedTest
    @CsvSource({"integer, boolean, c::boolean", "'bit(8)', 'bit(4)', c::bit(4)"})
    void anExplicitCastThatCutsIsFound(String from, String to, String how, TestDatabase database) throws SQLException {
        try (Connection connection = database.superuser().getConnection()) {
            assertThat(ConvertedSamples.lost(connection, from, to, how)).isPresent();
        }
    }
}
